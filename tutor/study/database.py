"""The database file under the learner's progress: opened safely, moved aside when it is corrupt.

Opening is serialised between processes by a lock file: two that met a corrupt database at once
would move each other's new one aside, and SQLite does not wait when two switch to WAL together.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tutor.study.schema import VERSION, migrate, version_of


class Newer(Exception):
    """The file was written by a later version of the program, and is left alone."""


def open_file(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Open the database at `path`, making it and its folder where they are missing.

    Returns the connection and, where a corrupt file was found, the place it was moved to. Raises
    `OSError`, `sqlite3.Error` or `Newer` where that cannot be done.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_suffix(".lock")):
        try:
            return _prepared(path), None
        except sqlite3.OperationalError:  # not writable, locked, full: the file itself is sound
            raise
        except sqlite3.DatabaseError:
            aside = _move_aside(path)
        return _prepared(path), aside


def open_memory() -> sqlite3.Connection:
    """Return an empty database in memory."""
    memory = _connect(":memory:")
    migrate(memory)
    return memory


def open_copy(path: Path) -> sqlite3.Connection:
    """Return a database in memory, holding whatever can still be read from the one at `path`."""
    memory = _connect(":memory:")
    # immutable comes second: it needs nothing but the file, and misses what is still in the log
    for mode in ("mode=ro", "immutable=1"):
        with suppress(sqlite3.Error, OSError):
            source = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
            try:
                if 1 <= version_of(source) <= VERSION:
                    source.backup(memory)
                    migrate(memory)
                    return memory
            finally:
                source.close()
    memory.close()
    return open_memory()


def _prepared(path: Path) -> sqlite3.Connection:
    connection = _connect(str(path))
    try:
        verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        connection.execute("PRAGMA journal_mode = WAL")
        version = version_of(connection)
        if version > VERSION:
            raise Newer(f"version {version} of the program wrote it")
        if version < VERSION:
            migrate(connection)
        else:  # a file that can be read may still be one that cannot be written
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(name: str) -> sqlite3.Connection:
    # each statement is a transaction; the store's own lock keeps threads apart
    connection = sqlite3.connect(name, timeout=5.0, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _move_aside(path: Path) -> Path:
    """Rename a corrupt database, with the files SQLite keeps beside it, to a name that is free."""
    number = 1
    while (aside := path.with_name(f"{path.name}.corrupt-{number}")).exists():
        number += 1
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
