"""Attempts at exercises: each check, hint and giving up, and the source of what has passed."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Literal

from tutor.study.cards import Key, refresh
from tutor.study.store import Store, storable

Event = Literal["tried", "passed", "hint", "gave_up"]


@dataclass(frozen=True)
class Attempt:
    """One event. at: seconds since 1970. sha: of the source that was checked, 16 hex digits.

    seconds: how long the check took; 0 for a hint and for giving up, which also have no sha.
    """

    lesson: str
    exercise: str
    kind: Event
    at: float
    sha: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class PassedSource:
    """The learner's own code as it passed, kept as reference."""

    lesson: str
    exercise: str
    at: float
    sha: str
    source: str


class Attempts:
    """The attempts of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def checked(
        self, lesson: str, exercise: str, source: str, passed: bool, *, seconds: float, now: float
    ) -> None:
        """Keep a check's verdict; a source that passed is kept, and asked for again in weeks."""
        sha = sha_of(source)
        event = Attempt(lesson, exercise, "passed" if passed else "tried", now, sha, seconds)

        def keep(connection: sqlite3.Connection) -> None:
            _insert(connection, event)
            if passed:
                connection.execute(
                    "INSERT INTO passed_sources (at, lesson, exercise, sha, source)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (now, lesson, exercise, sha, storable(source)),
                )
                refresh(connection, Key(lesson, "code", exercise))

        self._store.together(keep)

    def hint(self, lesson: str, exercise: str, *, now: float) -> None:
        """Keep that a hint was taken."""
        self._store.together(lambda c: _insert(c, Attempt(lesson, exercise, "hint", now)))

    def gave_up(self, lesson: str, exercise: str, *, now: float) -> None:
        """Keep that the learner gave up and may see the solution."""
        self._store.together(lambda c: _insert(c, Attempt(lesson, exercise, "gave_up", now)))

    def events(self, lesson: str | None = None) -> tuple[Attempt, ...]:
        """Return the events of a lesson, or all, oldest first."""
        rows = self._store.do(
            "SELECT lesson, exercise, kind, at, sha, seconds FROM attempts"
            " WHERE ?1 IS NULL OR lesson = ?1 ORDER BY at, id",
            (lesson,),
        )
        return tuple(Attempt(*row) for row in rows)

    def count(self, lesson: str, exercise: str, kind: Event) -> int:
        """Return how often something happened at an exercise, such as how many hints were taken."""
        query = "SELECT COUNT(*) FROM attempts WHERE lesson = ? AND exercise = ? AND kind = ?"
        return int(self._store.do(query, (lesson, exercise, kind))[0][0])

    def passed_source(self, lesson: str, exercise: str) -> PassedSource | None:
        """Return the newest source that passed, or None before the first."""
        rows = self._store.do(
            "SELECT lesson, exercise, at, sha, source FROM passed_sources"
            " WHERE lesson = ? AND exercise = ? ORDER BY at DESC, id DESC LIMIT 1",
            (lesson, exercise),
        )
        return PassedSource(*rows[0]) if rows else None

    def source_called(self, sha: str) -> PassedSource | None:
        """Return the source of this name that passed, or None where none of that name has."""
        rows = self._store.do(
            "SELECT lesson, exercise, at, sha, source FROM passed_sources WHERE sha = ?", (sha,)
        )
        return PassedSource(*rows[0]) if rows else None


def sha_of(source: str) -> str:
    """Return the name of a source: 16 hex digits of its sha256."""
    return hashlib.sha256(storable(source).encode()).hexdigest()[:16]


def _insert(connection: sqlite3.Connection, event: Attempt) -> None:
    connection.execute(
        "INSERT INTO attempts (lesson, exercise, kind, at, sha, seconds) VALUES (?, ?, ?, ?, ?, ?)",
        (event.lesson, event.exercise, event.kind, event.at, event.sha, event.seconds),
    )
