"""The journal as a file of its own; a file that is there already is never overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tutor.engine.files import write_whole


def save_journal(text: str, folder: Path, day: date) -> Path:
    """Write a journal into `folder` under a free name of that day, and return the file.

    Where it was saved that day as it is now, that file is it. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        path = folder / f"journal-{day.isoformat()}{ending}.md"
        if not path.exists():
            write_whole(path, [text.rstrip("\n")])
            return path
        if path.is_file() and path.read_bytes() == text.encode():
            return path
        number += 1
