"""The report of an unexpected error: the whole traceback, in a file of its own."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from tutor.study.places import crash_report


def write_report(error: BaseException) -> Path:
    """Write the traceback of `error` and return where it is; raise `OSError` where it cannot be."""
    path = crash_report()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"command: {sys.argv[1:]!r}\n" + "".join(traceback.format_exception(error))
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return path


def try_report(error: BaseException) -> Path | None:
    """Write the traceback of `error` and return where it is; None where it cannot be written."""
    try:
        return write_report(error)
    except OSError:
        return None
