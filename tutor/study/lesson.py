"""A lesson: the promises in one folder's lesson.toml, checked and frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tutor.study.predictions import Prediction, read_predictions
from tutor.study.tables import LessonError, Table, read_toml
from tutor.study.tasks import Exercise, QuizItem, read_exercises, read_quiz

FORMAT = 1
KEYS = ("format", "id", "title", "month", "minutes", "needs", "sim", "objective", "misconception",
        "predict", "exercise", "quiz")  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """What a lesson promises. `folder` holds its prose, its simulation and its exercises."""

    id: str
    title: str
    month: int
    minutes: int
    needs: tuple[str, ...]
    sim: str
    """The name of the simulation's class in sim.py."""
    objective: str
    misconception: str
    folder: Path
    predictions: tuple[Prediction, ...]
    exercises: tuple[Exercise, ...]
    quiz: tuple[QuizItem, ...]

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
        return hashlib.sha256(self.sim_path.read_bytes()).hexdigest()[:16]


def read_lesson(folder: Path) -> Lesson:
    """Read the lesson in `folder`; raise `LessonError` for the first thing that is wrong."""
    path = folder / "lesson.toml"
    table = Table(read_toml(path), path, "", KEYS)
    if table.get("format") != FORMAT:
        raise table.error(f"`format` is {table.get('format')!r}; this version reads {FORMAT}")
    lesson = Lesson(
        id=table.line("id"),
        title=table.line("title"),
        month=table.whole("month", 0, 12),
        minutes=table.whole("minutes", 1, 45),
        needs=table.texts("needs"),
        sim=table.line("sim"),
        objective=table.line("objective"),
        misconception=table.line("misconception"),
        folder=folder,
        predictions=read_predictions(table),
        exercises=read_exercises(table),
        quiz=read_quiz(table),
    )
    if lesson.id in lesson.needs:
        raise table.error(f"{lesson.id!r} cannot need itself")
    wanted = ["lesson.md", "sim.py"] + ["exercise.py", "solution.py"] * bool(lesson.exercises)
    for name in wanted:
        if not (folder / name).is_file():
            raise LessonError(f"{folder / name}: the file is missing")
    return lesson
