"""The store: one SQLite file of the learner's progress, behind whatever is remembered in it.

Several processes may use the file at once. Where it cannot be used, the store goes on in memory and
`warning` says so: a full disk must not end a lesson. No method raises for such a reason.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from tutor.study.database import Newer, open_copy, open_file, open_memory
from tutor.study.places import state_directory

T = TypeVar("T")
Rows = list[tuple[Any, ...]]


class Store:
    """The open file. `warning` is one sentence when it is not kept as it should be, else None.

    keeps: what is written now outlives the program.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or state_directory()) / "progress.sqlite3"
        self.warning: str | None = None
        self.keeps = True
        self._lock = threading.Lock()
        self.connection = self._open()

    def do(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Carry out one statement as its own transaction and return its rows."""
        return self._surely(lambda connection: connection.execute(statement, values).fetchall())

    def together(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out several statements as one transaction; nothing else is written meanwhile.

        `work` is called again with another connection where the file fails in the middle of it.
        What it raises undoes what it did.
        """

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            return result

        return self._surely(transaction)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self.connection.close()

    def _surely(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work on the file or, where the file fails, in memory."""
        with self._lock:
            try:
                return work(self.connection)
            except sqlite3.Error as problem:
                self._replace(self._fall_back(problem))
            try:
                return work(self.connection)
            except sqlite3.Error:  # what was copied from a damaged file is damaged too
                self._replace(open_memory())
            return work(self.connection)

    def _open(self) -> sqlite3.Connection:
        try:
            connection, aside = open_file(self.path)
        except (OSError, sqlite3.Error, Newer) as problem:
            return self._fall_back(problem)
        if aside:
            self.warning = (
                f"Earlier progress could not be read: its file was corrupt and is now {aside}; "
                f"new progress is kept in {self.path}."
            )
        return connection

    def _fall_back(self, problem: Exception) -> sqlite3.Connection:
        reason = getattr(problem, "strerror", None) or str(problem)
        if isinstance(problem, Newer):
            remedy = "update mlpath-tutor"
        elif isinstance(problem, sqlite3.DatabaseError) and not isinstance(
            problem, sqlite3.OperationalError
        ):
            remedy = "start again and the damaged file is moved aside"
        elif "full" in reason or "No space" in reason:
            remedy = "free some space and start again"
        else:
            remedy = "set MLPATH_HOME to a folder you can write to and start again"
        self.keeps = False
        self.warning = f"Progress is not kept: {self.path} cannot be used ({reason}); {remedy}."
        return open_copy(self.path)

    def _replace(self, connection: sqlite3.Connection) -> None:
        # a close writes the log back, which fails where the file does
        with suppress(sqlite3.Error):
            self.connection.close()
        self.connection = connection


def storable(text: str) -> str:
    """Return text that a file can hold: half a character is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
