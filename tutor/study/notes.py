"""Notes: the learner's own lines, such as the "because…" after a surprise."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.study.store import Store, storable

LONGEST = 2000
"""Characters of a note."""


@dataclass(frozen=True)
class Note:
    """A line of the learner's. at: seconds since 1970. about: a prediction's id, or empty."""

    lesson: str
    about: str
    text: str
    at: float


class Notes:
    """The notes of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, lesson: str, about: str, text: str, *, now: float) -> None:
        """Keep a note; an empty one is none."""
        kept = storable(text.strip())[:LONGEST]
        if kept:
            self._store.do(
                "INSERT INTO notes (at, lesson, about, text) VALUES (?, ?, ?, ?)",
                (now, lesson, about, kept),
            )

    def all(self, lesson: str | None = None) -> tuple[Note, ...]:
        """Return the notes of a lesson, or all, oldest first."""
        rows = self._store.do(
            "SELECT lesson, about, text, at FROM notes"
            " WHERE ?1 IS NULL OR lesson = ?1 ORDER BY at, id",
            (lesson,),
        )
        return tuple(Note(*row) for row in rows)
