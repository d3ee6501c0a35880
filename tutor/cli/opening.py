"""Opening the app, where there is a terminal to open it on."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from tutor.cli.streams import Unusable

INSTEAD = "use `mlpath-tutor run LESSON`, which prints (`mlpath-tutor list` names the lessons)"


def open_app() -> int:
    """Open the app where the learner left off and return its exit code."""
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise Unusable(f"The app needs a terminal on stdin and stdout: {INSTEAD}")
    if os.environ.get("TERM") == "dumb":
        raise Unusable(f"The app cannot draw on this terminal (TERM=dumb): {INSTEAD}")
    from tutor.app.main import run

    return run()


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
