"""The days ahead: how many cards come due on each, and how soon a moment is in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tutor.study.cards import Card


@dataclass(frozen=True)
class Day:
    """A day and how many cards come due on it."""

    day: date
    cards: int


def days_ahead(cards: Iterable[Card], now: float, count: int) -> tuple[Day, ...]:
    """Return the next `count` days, today first; what is overdue counts as today's.

    now: seconds since 1970; a day is the machine's own.
    """
    today = _day(now)
    found = dict.fromkeys((today + timedelta(days=n) for n in range(count)), 0)
    for card in cards:
        day = max(_day(card.due), today)
        if day in found:
            found[day] += 1
    return tuple(Day(day, cards) for day, cards in found.items())


def how_soon(due: float, now: float) -> str:
    """Return "later today", "tomorrow" or "in 3 days". due, now: seconds since 1970."""
    days = (_day(due) - _day(now)).days
    return "later today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def _day(at: float) -> date:
    return datetime.fromtimestamp(at).date()
