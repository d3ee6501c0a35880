"""Forgetting a lesson: what is remembered of it is written to a file first, then deleted."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from tutor.engine.files import write_whole
from tutor.study.store import Store
from tutor.study.transfer import as_text, everything, forget


def rows_of(store: Store, lesson: str) -> dict[str, int]:
    """Return how many rows each table has of a lesson; only tables that have some."""
    content = store.together(lambda connection: everything(connection, 0.0, lesson))
    return {name: len(rows) for name, rows in content["tables"].items() if rows}


def reset(store: Store, lesson: str, now: float) -> Path:
    """Forget a lesson, and return the export of what was forgotten; it lies beside the store.

    Raises `OSError` where that file cannot be written; nothing is forgotten then.
    """

    def work(connection: sqlite3.Connection) -> Path:
        path = _free(store.path.parent, lesson, now)
        write_whole(path, [as_text(everything(connection, now, lesson))])
        forget(connection, lesson)
        return path

    return store.together(work)


def _free(folder: Path, lesson: str, now: float) -> Path:
    """Return a name for the export that no file has yet."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in lesson)[:60]
    moment = f"{datetime.fromtimestamp(now):%Y-%m-%d-%H%M%S}"
    path, number = folder / f"reset-{safe}-{moment}.json", 1
    while path.exists():
        number += 1
        path = folder / f"reset-{safe}-{moment}-{number}.json"
    return path
