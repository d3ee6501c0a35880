"""The plan: which day each month of the course begins, from a start date and hours a week.

The plan as it was made never moves. Beside it stands what is true today: the work that is left,
from today on, at the same hours a week.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tutor.study.catalog import Lesson, Month
from tutor.study.progress import State
from tutor.study.store import Store

DEFAULT_HOURS = 4.0
"""Hours of a month whose lessons are not written: six of forty minutes, as a rule."""
LEAST, MOST = 0.5, 60.0
"""Hours a week that a plan may have."""
YEARS = range(2000, 2100)
"""Years that a plan may begin in."""
A_WEEK = 7
"""Days: hours are counted by the week, so less than one is neither behind nor ahead."""


@dataclass(frozen=True)
class Plan:
    """What was decided. hours: a week."""

    start: date
    hours: float


@dataclass(frozen=True)
class Work:
    """A month's work in hours: all of it, and what of it is left. written: it has lessons."""

    month: Month
    total: float
    left: float
    written: bool = True


@dataclass(frozen=True)
class Begin:
    """When a month begins. now: from today's point of view; None once all of it is done.

    week: of the plan as it was made, from 1. written: its hours are those of its lessons.
    """

    month: Month
    planned: date
    now: date | None
    week: int
    hours: float
    written: bool

    @property
    def late(self) -> int:
        """Days behind the plan; negative ahead of it; 0 for a month that is done."""
        return (self.now - self.planned).days if self.now else 0


@dataclass(frozen=True)
class Schedule:
    """Every month's begin, and when the course ends: as planned, and as it looks today."""

    begins: tuple[Begin, ...]
    planned_end: date
    end: date


def work(
    months: Iterable[Month], lessons: Sequence[Lesson], states: Mapping[str, State]
) -> list[Work]:
    """Return the hours of each month: its lessons' minutes, or the default where none is written.

    A lesson that was begun counts as left: only what is done is done.
    """
    found = []
    for month in months:
        own = [lesson for lesson in lessons if lesson.month == month.number]
        total = sum(lesson.minutes for lesson in own) / 60
        left = sum(lesson.minutes for lesson in own if states[lesson.id] != "done") / 60
        found.append(Work(month, total, left) if own else _unwritten(month))
    return found


def schedule(plan: Plan, work: Sequence[Work], today: date) -> Schedule:
    """Return when each month begins, as planned and from today on."""
    day = max(today, plan.start)
    before, left, begins = 0.0, 0.0, []
    for one in work:
        planned = _after(plan.start, before, plan)
        now = _after(day, left, plan) if one.left else None
        week = (planned - plan.start).days // 7 + 1
        begins.append(Begin(one.month, planned, now, week, one.total, one.written))
        before, left = before + one.total, left + one.left
    return Schedule(tuple(begins), _after(plan.start, before, plan), _after(day, left, plan))


def in_words(plan: Plan, schedule: Schedule, today: date) -> list[str]:
    """Return the plan in sentences: what was decided, where it stands, where it ends."""
    hours = "1 hour" if plan.hours == 1 else f"{plan.hours:g} hours"
    lines = [f"The plan: from {spelt(plan.start)}, {hours} a week."]
    ahead = next((begin for begin in schedule.begins if begin.now is not None), None)
    if ahead is None:
        return [*lines, "Every lesson is done."]
    number = ahead.month.number
    if today < plan.start:
        lines.append(f"Nothing is due before then; it ends on {spelt(schedule.end)}.")
        return lines
    late = (schedule.end - schedule.planned_end).days
    moves = f"the end moves from {spelt(schedule.planned_end)} to {spelt(schedule.end)}"
    if abs(late) < A_WEEK:
        lines.append(
            f"You are on time, in month {number}: from today on it ends on {spelt(schedule.end)}."
        )
    elif late > 0:
        lines.append(f"You are {late} days behind it: {moves}. Go on with month {number}.")
    else:
        lines.append(f"You are {-late} days ahead of it: {moves}. Go on with month {number}.")
    return lines


def read_date(text: str) -> date:
    """Read a date written as 2027-01-31; raise `ValueError` with a sentence."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as 2027-01-31") from None
    if day.year not in YEARS:
        raise ValueError(f"{day} is no date to begin at; give one from {YEARS[0]} to {YEARS[-1]}")
    return day


def check_hours(hours: float) -> float:
    """Return hours a week that a plan can have; raise `ValueError` with a sentence."""
    if not LEAST <= hours <= MOST:
        raise ValueError(f"{hours:g} hours a week is no plan; give {LEAST:g} to {MOST:g}")
    return hours


def spelt(day: date) -> str:
    """Return a date in words: 3 March 2027."""
    return f"{day.day} {day:%B} {day.year}"


class PlanStore:
    """The plan in a store; there is one or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> Plan | None:
        """Return the plan, or None before it was made."""
        rows = self._store.do("SELECT start, hours FROM plan")
        return Plan(date.fromisoformat(rows[0][0]), float(rows[0][1])) if rows else None

    def write(self, plan: Plan, *, now: float) -> None:
        """Keep the plan in the place of the one before."""
        self._store.do(
            "INSERT OR REPLACE INTO plan (id, at, start, hours) VALUES (1, ?, ?, ?)",
            (now, plan.start.isoformat(), plan.hours),
        )


def _unwritten(month: Month) -> Work:
    return Work(month, DEFAULT_HOURS, DEFAULT_HOURS, written=False)


def _after(day: date, hours: float, plan: Plan) -> date:
    # 1e-9: three months of a third of a week each end on a Sunday, whatever floats make of it
    return day + timedelta(days=math.floor(7 * hours / plan.hours + 1e-9))
