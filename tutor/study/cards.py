"""Cards: what comes back in review, and every answer that was given to it.

A card is what its answers make of it: its state is computed anew from all of them, inside the
transaction that keeps the newest. So two programs may answer one card, and what two machines have
answered can be merged.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tutor.study.store import Store, storable

Kind = Literal["number", "choice", "code"]
Place = Literal["lesson", "review"]

DAY = 86400.0
REWRITE_AFTER = 21 * DAY
"""Seconds from passing an exercise to being asked to write it again."""
NEWEST_TIMES = 200
"""Answers that the median time of a kind is taken of."""


@dataclass(frozen=True)
class Key:
    """Which card: a quiz item (kind number or choice) or an exercise (kind code) of a lesson."""

    lesson: str
    kind: Kind
    item: str


@dataclass(frozen=True)
class Card:
    """A card as it stands. due: seconds since 1970. state: FSRS's; empty before the first answer.

    A code card, before its first answer, is due three weeks after its exercise was passed.
    """

    key: Key
    due: float
    state: Mapping[str, Any]


@dataclass(frozen=True)
class CardAnswer:
    """One answer to a card. at: seconds since 1970. attempt: 1, or 2 for a second try.

    showing: how often the card had been asked before. rating: FSRS's, 1 (Again) to 4 (Easy).
    """

    key: Key
    at: float
    place: Place
    showing: int
    attempt: int
    given: str
    correct: bool
    hinted: bool
    seconds: float
    fast: bool
    rating: int


COLUMNS = (
    "lesson, kind, item, at, place, showing, try, given, correct, hinted, seconds, fast, rating"
)
OF_A_CARD = "lesson = ? AND kind = ? AND item = ?"


class Deck:
    """The cards and answers of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(
        self,
        key: Key,
        given: str,
        correct: bool,
        *,
        seconds: float,
        now: float,
        place: Place,
        attempt: int = 1,
        hinted: bool = False,
    ) -> Card:
        """Keep an answer, and return the card as it stands after it.

        attempt: 2 where the answer before it was the first try of the same showing.
        """

        def keep(connection: sqlite3.Connection) -> Card:
            from tutor.study.scheduling import is_fast, rate

            earlier = _sittings(_answers(connection, key))
            before = earlier[:-1] if attempt > 1 else earlier
            fast = is_fast(seconds, _times(connection, key.kind))
            helped = hinted or attempt > 1
            fast_before = bool(before) and _was_fast(before[-1])
            rating = rate(correct, helped, fast, fast_before)
            asked = (key.lesson, key.kind, key.item, now, place, len(before), attempt)
            said = (storable(given), correct, hinted, seconds, fast, rating)
            connection.execute(
                f"INSERT INTO quiz_answers ({COLUMNS}) VALUES (?{', ?' * 12})", (*asked, *said)
            )
            return refresh(connection, key)

        return self._store.together(keep)

    def answers(self, lesson: str | None = None) -> tuple[CardAnswer, ...]:
        """Return the answers to the cards of a lesson, or to all, oldest first."""
        rows = self._store.do(
            f"SELECT {COLUMNS} FROM quiz_answers WHERE ?1 IS NULL OR lesson = ?1 ORDER BY at, id",
            (lesson,),
        )
        return tuple(map(_answer, rows))

    def showings(self, key: Key) -> int:
        """Return how often a card has been asked and answered."""
        query = f"SELECT COUNT(*) FROM quiz_answers WHERE {OF_A_CARD} AND try = 1"
        return int(self._store.do(query, (key.lesson, key.kind, key.item))[0][0])

    def cards(self) -> tuple[Card, ...]:
        """Return every card, the one that is due first at the front."""
        rows = self._store.do(
            "SELECT lesson, kind, item, due, state FROM cards ORDER BY due, lesson, kind, item"
        )
        return tuple(
            Card(Key(lesson, kind, item), due, json.loads(state))
            for lesson, kind, item, due, state in rows
        )


def refresh(connection: sqlite3.Connection, key: Key) -> Card:
    """Compute a card anew from its answers and the passing of its exercise, and keep it."""
    reviews = [(answer.at, answer.rating) for answer in _sittings(_answers(connection, key))]
    if reviews:
        from tutor.study.scheduling import after

        due, state = after(reviews)
    else:
        query = "SELECT MIN(at) FROM attempts WHERE lesson = ? AND exercise = ? AND kind = 'passed'"
        passed = connection.execute(query, (key.lesson, key.item)).fetchone()[0]
        due, state = float(passed) + REWRITE_AFTER, {}
    connection.execute(
        "INSERT OR REPLACE INTO cards (lesson, kind, item, due, state) VALUES (?, ?, ?, ?, ?)",
        (key.lesson, key.kind, key.item, due, json.dumps(state)),
    )
    return Card(key, due, state)


def refresh_all(connection: sqlite3.Connection) -> None:
    """Compute every card anew: what is answered has changed by more than one answer."""
    rows = connection.execute(
        "SELECT lesson, kind, item FROM quiz_answers"
        " UNION SELECT lesson, 'code', exercise FROM attempts WHERE kind = 'passed'"
    )
    for lesson, kind, item in rows.fetchall():
        refresh(connection, Key(lesson, kind, item))


def _answers(connection: sqlite3.Connection, key: Key) -> Iterable[CardAnswer]:
    query = f"SELECT {COLUMNS} FROM quiz_answers WHERE {OF_A_CARD} ORDER BY at, id"
    return map(_answer, connection.execute(query, (key.lesson, key.kind, key.item)).fetchall())


def _answer(row: tuple[Any, ...]) -> CardAnswer:
    lesson, kind, item, at, place, showing, attempt, given, correct, hinted, *rest = row
    seconds, fast, rating = rest
    return CardAnswer(
        Key(lesson, kind, item), at, place, showing, attempt, given, bool(correct), bool(hinted),
        seconds, bool(fast), rating,
    )  # fmt: skip


def _sittings(answers: Iterable[CardAnswer]) -> list[CardAnswer]:
    """Return one answer a showing: a second try takes the first one's place."""
    kept: list[CardAnswer] = []
    for answer in answers:
        if kept and answer.attempt > 1 and kept[-1].showing == answer.showing:
            kept[-1] = answer
        else:
            kept.append(answer)
    return kept


def _was_fast(answer: CardAnswer) -> bool:
    return answer.correct and answer.fast and not answer.hinted and answer.attempt == 1


def _times(connection: sqlite3.Connection, kind: Kind) -> list[float]:
    query = "SELECT seconds FROM quiz_answers WHERE kind = ? ORDER BY id DESC LIMIT ?"
    return [seconds for (seconds,) in connection.execute(query, (kind, NEWEST_TIMES))]
