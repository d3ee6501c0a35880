"""Progress: what the learner predicted, where they are, and which lessons are done.

It is kept in one SQLite file that several processes may use at once. When the file cannot be used,
the store goes on in memory and `warning` says so: a full disk must not end a lesson. No method
raises for such a reason.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tutor.study.database import Newer, open_copy, open_file, open_memory
from tutor.study.places import state_directory

State = Literal["new", "started", "done"]


@dataclass(frozen=True)
class Answer:
    """One prediction as it was made. at: seconds since 1970. confidence: 1 to 3, when asked for."""

    lesson: str
    prediction: str
    choice: str
    correct: bool
    params: Mapping[str, Any]
    confidence: int | None
    at: float


class Progress:
    """The store. `warning` is one sentence when progress is not kept as it should be, else None."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or state_directory()) / "progress.sqlite3"
        self.warning: str | None = None
        self._lock = threading.Lock()
        self._connection = self._open()

    def answer(
        self,
        lesson: str,
        prediction: str,
        choice: str,
        correct: bool,
        params: Mapping[str, Any],
        confidence: int | None = None,
    ) -> None:
        """Keep a prediction. All are kept; the first of its name is the one made before seeing."""
        values = json.dumps(dict(params))
        self._do(
            "INSERT INTO answers (at, lesson, prediction, choice, correct, confidence, params)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (time.time(), lesson, prediction, choice, correct, confidence, values),
        )

    def answers(self, lesson: str) -> tuple[Answer, ...]:
        """Return every prediction made in `lesson`, oldest first."""
        rows = self._do(
            "SELECT prediction, choice, correct, params, confidence, at FROM answers"
            " WHERE lesson = ? ORDER BY id",
            (lesson,),
        )
        return tuple(
            Answer(lesson, prediction, choice, bool(correct), json.loads(params), confidence, at)
            for prediction, choice, correct, params, confidence, at in rows
        )

    def visit(self, lesson: str, scene: int) -> None:
        """Keep the place: the learner is in this scene (from 0) of this lesson now."""
        self._do(
            "INSERT INTO visits (lesson, scene, at) VALUES (?, ?, ?)"
            " ON CONFLICT (lesson) DO UPDATE SET scene = excluded.scene, at = excluded.at",
            (lesson, scene, time.time()),
        )

    def place(self, lesson: str) -> int:
        """Return the scene of `lesson` the learner was in last; 0 when they never were."""
        rows = self._do("SELECT scene FROM visits WHERE lesson = ?", (lesson,))
        return int(rows[0][0]) if rows else 0

    def last_place(self) -> tuple[str, int] | None:
        """Return the lesson and scene of the newest visit, or None before the first."""
        rows = self._do("SELECT lesson, scene FROM visits ORDER BY at DESC, rowid DESC LIMIT 1")
        return (str(rows[0][0]), int(rows[0][1])) if rows else None

    def finish(self, lesson: str, predictions: Iterable[str]) -> bool:
        """Mark the lesson done if all `predictions` are answered, and say whether it is done.

        To be called when the last scene is reached. Done stays done, also when the lesson gains a
        prediction later.
        """
        answered = {answer.prediction for answer in self.answers(lesson)}
        if answered.issuperset(predictions):
            self._do("INSERT OR IGNORE INTO finished VALUES (?, ?)", (lesson, time.time()))
        return self.state(lesson) == "done"

    def state(self, lesson: str) -> State:
        """Return "new" before the first visit or answer, "done" once finished, else "started"."""
        rows = self._do(
            "SELECT EXISTS (SELECT 1 FROM finished WHERE lesson = ?1),"
            " EXISTS (SELECT 1 FROM visits WHERE lesson = ?1)"
            " OR EXISTS (SELECT 1 FROM answers WHERE lesson = ?1)",
            (lesson,),
        )
        done, started = rows[0] if rows else (0, 0)
        return "done" if done else "started" if started else "new"

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

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
        self.warning = f"Progress is not kept: {self.path} cannot be used ({reason}); {remedy}."
        return open_copy(self.path)

    def _do(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement as its own transaction; where the file fails, go on in memory."""
        with self._lock:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as problem:
                self._replace(self._fall_back(problem))
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error:  # what was copied from a damaged file is damaged too
                self._replace(open_memory())
            return self._connection.execute(statement, values).fetchall()

    def _replace(self, connection: sqlite3.Connection) -> None:
        # a close writes the log back, which fails where the file does
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = connection
