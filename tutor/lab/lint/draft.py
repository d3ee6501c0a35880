"""A draft: one lesson's folder as the lint sees it, readable or not.

What cannot be read is empty here, and told once; the rules about the rest still have their say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from tutor.engine.parameters import Value
from tutor.engine.run import Run
from tutor.engine.simulation import Simulation
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.judging import trusted
from tutor.lab.lint.toml_lines import TomlLines
from tutor.lab.start import CannotRun, simulation_of
from tutor.study.claims import Claim
from tutor.study.driving import source_of
from tutor.study.exercises import Exercise
from tutor.study.grading.trusted import Trusted
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction
from tutor.study.prose import Scene, read
from tutor.study.tables import LessonError

T = TypeVar("T")


class Draft:
    """One lesson, with the lessons of its pack and, by id, those of other packs."""

    def __init__(
        self, lesson: Lesson, siblings: Sequence[Lesson], elsewhere: Mapping[str, Lesson]
    ) -> None:
        self.lesson, self.siblings = lesson, siblings
        self.others = {**elsewhere, **{sibling.id: sibling for sibling in siblings}}
        """What its needs may name."""
        self._runs: dict[tuple[tuple[str, Value], ...], Run] = {}

    @cached_property
    def toml(self) -> TomlLines:
        """The lines of lesson.toml."""
        return TomlLines(self.lesson.toml_path.read_text(encoding="utf-8"))

    @cached_property
    def predictions(self) -> tuple[Prediction, ...]:
        """The predictions, or none where one cannot be read."""
        return _or_none(lambda: self.lesson.predictions)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises, or none where one cannot be read."""
        return _or_none(lambda: self.lesson.exercises)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, or none where one cannot be read."""
        return _or_none(lambda: self.lesson.claims)

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """The text, or nothing where it cannot be read."""
        return _or_none(lambda: tuple(read(self.lesson)))

    @cached_property
    def prose(self) -> str:
        """All of lesson.md; empty where it cannot be read."""
        try:
            return self.lesson.prose_path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    @cached_property
    def simulation(self) -> type[Simulation] | CannotRun:
        """The simulation's class, or why there is none."""
        try:
            return simulation_of(source_of(self.lesson))
        except CannotRun as error:
            return error
        except (OSError, SystemExit) as error:
            return CannotRun(f"it fails on loading: {type(error).__name__}: {error}")

    @cached_property
    def trusted(self) -> Sequence[tuple[Exercise, Trusted | LessonError]]:
        """Each exercise with the author's code for it, or why there is none."""
        found: list[tuple[Exercise, Trusted | LessonError]] = []
        for exercise in self.exercises:
            try:
                found.append((exercise, trusted(exercise, self.lesson.folder)))
            except LessonError as error:
                found.append((exercise, error))
        return found

    @property
    def kind(self) -> type[Simulation] | None:
        """The simulation's class, or None."""
        return None if isinstance(self.simulation, CannotRun) else self.simulation

    def after(self, kind: type[Simulation], values: Mapping[str, Value], steps: int) -> Run:
        """Return the run of these values after so many steps, or where it stopped before.

        Training is dear, so one run serves every promise about it. It stands there until the next
        call.
        """
        key = tuple(sorted(values.items()))
        if key not in self._runs:
            self._runs[key] = Run(kind, 0, values)
        run = self._runs[key]
        run.seek(min(steps, len(run)))
        run.advance(steps - run.step)
        return run

    def in_toml(self, where: str, key: str, what: str, note: bool = False) -> Finding:
        """Return a finding at a table of lesson.toml, such as "predict 'x'", or at its key."""
        line = self.toml.place(where, key)
        label = f"{where}: " if where else ""
        return Finding(self.lesson.toml_path, line, f"{label}{what}", note)

    def in_file(self, name: str, what: str, line: int = 1, note: bool = False) -> Finding:
        """Return a finding at a line of one of the other files."""
        return Finding(self.lesson.folder / name, line, what, note)


def _or_none(read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    try:
        return read()
    except LessonError:
        return ()
