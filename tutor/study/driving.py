"""Which of the learner's functions drive a lesson: those that have passed, as they passed."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.engine.driving import Driver
from tutor.engine.receipt import Driven, Source
from tutor.study.attempts import Attempts
from tutor.study.lesson import Lesson
from tutor.study.workspace import PACKAGE, Workspace

Drivers = tuple[Driver, ...]


class Missing(LookupError):
    """A source that a receipt names is not kept here; the message says which."""


def drivers(lesson: Lesson, attempts: Attempts, workspace: Workspace) -> Drivers:
    """Return a driver for every exercise of the lesson that has passed and drives a method."""
    found = []
    for exercise in lesson.exercises:
        if exercise.drives is None:
            continue
        passed = attempts.passed_source(lesson.id, exercise.id)
        if passed is not None:
            path = str(workspace.module(exercise))
            found.append(Driver(exercise.drives, exercise.function, path, passed.source))
    return tuple(found)


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
