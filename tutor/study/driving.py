"""Which of the learner's functions drive a lesson: those that have passed, as they passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from tutor.engine.driving import Driver
from tutor.engine.receipt import Driven, Source
from tutor.study.attempts import Attempts
from tutor.study.catalog import LessonError, UnknownLesson, find_head
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.workspace import PACKAGE, Workspace

Drivers = tuple[Driver, ...]


class Missing(LookupError):
    """A source that a receipt names is not kept here; the message says which."""


def drivers(lesson: Lesson, attempts: Attempts, workspace: Workspace) -> Drivers:
    """Return a driver for every method that a function of the learner's can take the place of.

    Those are the exercises of the lesson that have passed, and those of earlier ones that it uses.
    """
    found = []
    for method, home, exercise in _driving(lesson):
        passed = attempts.passed_source(home, exercise.id)
        if passed is not None:
            path = str(workspace.module(exercise))
            found.append(Driver(method, exercise.function, path, passed.source))
    return tuple(found)


def _driving(lesson: Lesson) -> Iterator[tuple[str, str, Exercise]]:
    """Yield each method that can be driven, and the exercise that does it with its lesson."""
    for exercise in lesson.exercises:
        if exercise.drives is not None:
            yield exercise.drives, lesson.id, exercise
    for method, (home, name) in lesson.uses.items():
        with suppress(UnknownLesson, LessonError):  # its pack may not be installed
            other = find_head(home)
            for exercise in other.exercises:
                if exercise.id == name:
                    yield method, other.id, exercise


def recorded(driven: Sequence[Driven], attempts: Attempts, workspace: Workspace) -> Drivers:
    """Return the drivers that a receipt names; raise `Missing` where a source is not kept here."""
    found = []
    for one in driven:
        kept = attempts.source_called(one.sha)
        if kept is None:
            raise Missing(
                f"it ran on a {one.function} of version {one.sha}, and no source of that version "
                "has passed here: only the machine it was written on can repeat it"
            )
        path = workspace.folder / PACKAGE / f"{one.function}.py"
        found.append(Driver(one.method, one.function, str(path), kept.source))
    return tuple(found)


def source_of(lesson: Lesson, driven_by: Drivers = ()) -> Source:
    """Say where the simulation of a lesson comes from, and whose code is in it."""
    return Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim, driven_by)
