"""An unexpected error on the command line: the traceback to a file, a line to the person."""

from __future__ import annotations

from tutor.study.crash import write_report


def report(error: BaseException) -> str:
    """Write the traceback of `error` to a file and return the line that says where it is."""
    what = f"unexpected {type(error).__name__}: {error}"
    try:
        path = write_report(error)
    except OSError as refusal:
        return f"{what}; no report could be written ({refusal.strerror or refusal})"
    return f"{what}; the report is in {path}: please send it with `mlpath-tutor doctor`"
