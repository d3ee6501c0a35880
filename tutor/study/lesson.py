"""A lesson: the promises in one folder's lesson.toml, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.study.tables import LessonError, Table, read_toml

if TYPE_CHECKING:
    from tutor.study.claims import Claim
    from tutor.study.exercises import Exercise
    from tutor.study.predictions import Prediction
    from tutor.study.tasks import QuizItem

FORMAT = 1
KEYS = ("format", "id", "title", "month", "minutes", "needs", "sim", "objective", "misconception",
        "predict", "exercise", "quiz", "claim", "uses")  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """What a lesson promises. `folder` holds its prose, its simulation and its exercises."""

    id: str
    """Its lasting name; for a lesson of another pack than the course, "pack/name"."""
    title: str
    month: int
    minutes: int
    needs: tuple[str, ...]
    sim: str
    """The name of the simulation's class in sim.py."""
    objective: str
    misconception: str
    folder: Path
    _table: Table = field(repr=False, compare=False)
    pack: str = ""
    """The pack that it belongs to; empty for the course."""

    # the path needs none of these four, so what reads them is loaded with the first lesson

    @cached_property
    def predictions(self) -> tuple[Prediction, ...]:
        """What the learner commits to before the run."""
        from tutor.study.predictions import read_predictions

        return read_predictions(self._table)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The functions to write."""
        from tutor.study.exercises import read_exercises

        return read_exercises(self._table, self.name.replace("-", "_"))

    @cached_property
    def quiz(self) -> tuple[QuizItem, ...]:
        """The questions at the end."""
        from tutor.study.tasks import read_quiz

        return read_quiz(self._table)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The numbers of the text that the simulation gives."""
        from tutor.study.claims import read_claims

        return read_claims(self._table)

    @property
    def data(self) -> Mapping[str, Any]:
        """All of lesson.toml, as it stands there."""
        return self._table.data

    @property
    def name(self) -> str:
        """Its id within its pack."""
        return self.id.rpartition("/")[2]

    @property
    def file_stem(self) -> str:
        """What the names of files about it begin with."""
        return self.id.replace("/", "-")

    @cached_property
    def uses(self) -> dict[str, tuple[str, str]]:
        """Methods that a function of an earlier lesson drives: its lesson and its exercise."""
        found = {}
        for method, place in self._table.table("uses").items():
            lesson, slash, exercise = str(place).rpartition("/")
            if not slash or not lesson or not exercise:
                raise self._table.error(
                    f"`uses.{method}` is {place!r}; write LESSON/EXERCISE, as in "
                    '"gradient-descent/gradient-step"'
                )
            found[method] = lesson, exercise
        return found

    @property
    def sim_path(self) -> Path:
        """The file that holds the simulation."""
        return self.folder / "sim.py"

    @property
    def prose_path(self) -> Path:
        """The file that holds the text."""
        return self.folder / "lesson.md"

    @property
    def toml_path(self) -> Path:
        """The file that holds the promises."""
        return self.folder / "lesson.toml"

    @property
    def code(self) -> str:
        """The version of the simulation: 16 hex digits of sim.py's sha256. A receipt carries it."""
        import hashlib

        return hashlib.sha256(self.sim_path.read_bytes()).hexdigest()[:16]


def read_lesson(folder: Path, pack: str = "") -> Lesson:
    """Read all of the lesson in `folder`; raise `LessonError` for the first thing that is wrong."""
    lesson = read_head(folder, pack)
    wanted = ["lesson.md", "sim.py"] + ["exercise.py", "solution.py"] * bool(lesson.exercises)
    for name in wanted:
        if not (folder / name).is_file():
            raise LessonError(f"{folder / name}: the file is missing")
    _ = lesson.predictions, lesson.quiz, lesson.claims, lesson.uses  # to read them is to check them
    return lesson


def read_head(folder: Path, pack: str = "") -> Lesson:
    """Read what the path shows of a lesson; the rest is read, and checked, when it is asked for."""
    path = folder / "lesson.toml"
    table = Table(read_toml(path), path, "", KEYS)
    if table.get("format") != FORMAT:
        raise table.error(f"`format` is {table.get('format')!r}; this version reads {FORMAT}")
    name = table.name("id")
    lesson = Lesson(
        id=f"{pack}/{name}" if pack else name,
        title=table.line("title"),
        month=table.whole("month", 0, 12),
        minutes=table.whole("minutes", 1, 45),
        needs=table.texts("needs"),
        sim=table.line("sim"),
        objective=table.line("objective"),
        misconception=table.line("misconception"),
        folder=folder,
        _table=table,
        pack=pack,
    )
    if name in lesson.needs or lesson.id in lesson.needs:
        raise table.error(f"{lesson.id!r} cannot need itself")
    return lesson
