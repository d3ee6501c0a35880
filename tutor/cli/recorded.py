"""The code that a receipt was made with, as far as it is here."""

from __future__ import annotations

from pathlib import Path

from tutor.cli.lessons import lesson_called
from tutor.cli.streams import Unusable, note
from tutor.cli.trained import program_of
from tutor.engine.receipt import Receipt, Source


def source_of_receipt(file: Path, receipt: Receipt) -> Source:
    """Return the program, or the lesson with the learner's functions, that a receipt names.

    Another version of it is said; a function that is not kept here is `Unusable`.
    """
    from tutor.study.driving import Drivers, Missing, recorded, source_of
    from tutor.study.progress import Progress
    from tutor.study.workspace import Workspace

    program = program_of(file, receipt)
    if program is not None:
        return program
    if receipt.lesson.endswith(".py"):
        raise Unusable(
            f"{file} is of a recorded script, {receipt.lesson}: run the script again, and compare "
            "the two ledgers with mlpath-tutor diff"
        )
    lesson = lesson_called(receipt.lesson)
    if lesson.code != receipt.code:
        note(
            f"{file} was made with another version of {lesson.id}: "
            f"code {receipt.code}, and {lesson.code} is installed"
        )
    driven_by: Drivers = ()
    if receipt.drivers:
        try:
            driven_by = recorded(receipt.drivers, Progress().attempts, Workspace())
        except Missing as error:
            raise Unusable(f"{file}: {error}") from error
    return source_of(lesson, driven_by)
