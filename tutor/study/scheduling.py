"""When a card comes back: FSRS, fed by what the learner did and not by how they felt about it.

A wrong answer is rated Again, a right one after a hint or at the second try Hard, a right one Good,
and one that was right and fast twice in a row Easy. Intervals are whole days: a lesson is not kept
open for steps of minutes, so FSRS's learning steps are left out, and so is its random fuzz.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any, cast

from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict

FAST = 1 / 3
"""Share of the median time of its kind under which an answer is fast."""
FEWEST_TIMES = 5
"""Answers of a kind before their median says anything."""
LONGEST_INTERVAL = 365
"""Days: the course is a year, and nothing in it should be gone for longer."""
SCHEDULER = Scheduler(
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_INTERVAL,
    enable_fuzzing=False,
)


def is_fast(seconds: float, times: Sequence[float]) -> bool:
    """Say whether an answer was fast. times: how long earlier answers of its kind took."""
    return len(times) >= FEWEST_TIMES and seconds < FAST * median(times)


def rate(correct: bool, helped: bool, fast: bool, fast_before: bool) -> int:
    """Return FSRS's rating, 1 (Again) to 4 (Easy), of an answer.

    helped: by a hint or a first try. fast_before: the last time was right, unhelped and fast too.
    """
    if not correct:
        return Rating.Again.value
    if helped:
        return Rating.Hard.value
    return Rating.Easy.value if fast and fast_before else Rating.Good.value


def after(reviews: Iterable[tuple[float, int]]) -> tuple[float, Mapping[str, Any]]:
    """Return when a card is due after these reviews, and its state as JSON data.

    reviews: when (seconds since 1970) and how it was rated, oldest first, at least one.
    """
    card = Card(card_id=0, due=datetime.fromtimestamp(0, UTC))
    for at, rating in reviews:
        when = datetime.fromtimestamp(at, UTC)
        card, _ = SCHEDULER.review_card(card, Rating(rating), when)
    return card.due.timestamp(), cast(Mapping[str, Any], card.to_dict())


def recall(state: Mapping[str, Any], now: float) -> float:
    """Return the probability, from 0 to 1, that the card is still remembered."""
    card = Card.from_dict(cast(CardDict, state))
    return float(SCHEDULER.get_card_retrievability(card, datetime.fromtimestamp(now, UTC)))
