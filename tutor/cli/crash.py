"""The report of an unexpected error: the traceback goes to a file, a line to the person."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from tutor.study.places import state_directory


def report(error: BaseException) -> str:
    """Write the traceback of `error` to a file and return the line that says where it is."""
    what = f"unexpected {type(error).__name__}: {error}"
    try:
        path = _write(error)
    except OSError as refusal:
        return f"{what}; no report could be written ({refusal.strerror or refusal})"
    return f"{what}; the report is in {path}: please send it with `mlpath-tutor doctor`"


def _write(error: BaseException) -> Path:
    folder = state_directory()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "crash.txt"
    head = f"command: {sys.argv[1:]!r}\n"
    text = head + "".join(traceback.format_exception(error))
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return path
