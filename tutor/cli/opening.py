"""Opening the tutor: the app where there is a terminal to draw on, plain mode everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO


def open_tutor(
    plain: bool = False, lesson: str = "", flags: Mapping[str, str | None] | None = None
) -> int:
    """Open the tutor where the learner left off, or at a lesson, and return the exit code.

    plain: ask for linear text also where the app could draw. flags: settings of the app that were
    given on the command line.
    """
    if plain or not can_draw():
        from tutor.cli.lessons import every_lesson, lesson_called
        from tutor.plain.main import run as read_aloud

        return read_aloud(every_lesson(), lesson_called(lesson) if lesson else None)
    from tutor.app.main import run

    return run(flags)


def can_draw() -> bool:
    """Say whether there is a terminal that the app can draw on."""
    terminals = _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
    return terminals and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
