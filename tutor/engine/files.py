"""Files that are whole or absent: written beside their place, then moved into it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TextIO


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write `lines` to `path`, each with its newline, so that no reader ever sees a part of them.

    Raises `OSError` (disk full, no such folder, read-only); what was at `path` is then untouched.
    """
    if path.exists() and not path.is_file():  # a device or a pipe: moving a file there destroys it
        with path.open("w", encoding="utf-8") as file:
            _write(file, lines)
        return
    place = path.resolve()  # a link stays a link
    beside = place.with_name(f".{place.name}.{token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            _write(file, lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:  # Ctrl+C included: nothing half-written stays behind
        with suppress(OSError):
            beside.unlink()
        raise


def _write(file: TextIO, lines: Iterable[str]) -> None:
    for line in lines:
        file.write(line)
        file.write("\n")
