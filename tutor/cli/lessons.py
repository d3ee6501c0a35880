"""Looking up lessons for a command: what cannot be found or read becomes one line."""

from __future__ import annotations

from tutor.cli.streams import Unusable, note
from tutor.study import catalog
from tutor.study.catalog import Lesson, Month


def every_lesson() -> tuple[Lesson, ...]:
    """Return the lessons in the order to take them, and name on stderr what was left out."""
    found = catalog.look()
    for problem in found.problems:
        note(f"left out: {problem}")
    return found.lessons


def lesson_called(name: str) -> Lesson:
    """Return the lesson with this id; offer the nearest when there is none."""
    try:
        return catalog.find(name)
    except (catalog.UnknownLesson, catalog.LessonError) as error:
        raise Unusable(str(error)) from error


def months() -> tuple[Month, ...]:
    """Return the months of the course."""
    try:
        return catalog.pack().months
    except catalog.LessonError as error:
        raise Unusable(str(error)) from error
