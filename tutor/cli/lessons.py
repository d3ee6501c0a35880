"""Looking up lessons for a command: what cannot be found or read becomes one line."""

from __future__ import annotations

from tutor.cli.streams import Unusable
from tutor.study import catalog
from tutor.study.catalog import Lesson


def every_lesson() -> tuple[Lesson, ...]:
    """Return the lessons in the order to take them."""
    try:
        return catalog.lessons()
    except catalog.LessonError as error:
        raise Unusable(str(error)) from error


def lesson_called(name: str) -> Lesson:
    """Return the lesson with this id; offer the nearest when there is none."""
    try:
        return catalog.find(name)
    except (catalog.UnknownLesson, catalog.LessonError) as error:
        raise Unusable(str(error)) from error
