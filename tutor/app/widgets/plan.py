"""The dated plan: a form for its start and hours a week, and the day each month begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Label, Static

from tutor.study.plan import Begin, Plan, Schedule, check_hours, in_words, read_date

T = TypeVar("T")
HOW = "p goes to the fields, enter in either keeps the plan"
PROPOSAL = "There is no plan yet. This is what it would be: p and enter keep it."


class PlanPart(VerticalScroll):
    """What was decided, where it stands today, and the form that decides anew."""

    class Decided(Message):
        """The learner has decided on a plan."""

        def __init__(self, plan: Plan) -> None:
            super().__init__()
            self.plan = plan

    def __init__(self) -> None:
        super().__init__()
        self._words = Static("", markup=False, classes="words")
        self._start = Input(placeholder="2027-01-31", max_length=20, compact=True, id="start")
        self._hours = Input(placeholder="5", max_length=20, compact=True, id="hours")
        self._how = Static(HOW, markup=False, classes="how")
        self._table = Static("")

    def compose(self) -> ComposeResult:
        """The words, the form, the months."""
        yield self._words
        with Horizontal(id="form"):
            yield Label("start ", markup=False)
            yield self._start
            yield Label("  hours a week ", markup=False)
            yield self._hours
        yield self._how
        yield self._table

    def show(self, plan: Plan, made: bool, schedule: Schedule, today: date) -> None:
        """Show a plan. made: it was decided on, and not only proposed."""
        lines = in_words(plan, schedule, today) if made else [PROPOSAL]
        self._words.update("\n".join(lines))
        self._start.value, self._hours.value = plan.start.isoformat(), f"{plan.hours:g}"
        self._table.update(_months(schedule))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(HOW)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Decide, or say which field cannot be read and why."""
        event.stop()
        start = self._read(self._start, read_date)
        hours = self._read(self._hours, _hours) if start is not None else None
        if start is not None and hours is not None:
            self.post_message(self.Decided(Plan(start, hours)))

    def _read(self, field: Input, read: Callable[[str], T]) -> T | None:
        try:
            return read(field.value)
        except ValueError as problem:
            self._say(f"{problem}.", bad=True)
            field.focus()
            return None

    def _say(self, text: str, bad: bool = False) -> None:
        self._how.set_class(bad, "-bad")
        self._how.update(text)


def _hours(text: str) -> float:
    try:
        hours = float(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no number; give hours a week, such as 5 or 2.5") from None
    return check_hours(hours)


def _months(schedule: Schedule) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), expand=True, header_style="bold")
    table.add_column("month", justify="right", no_wrap=True)
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("hours", justify="right", no_wrap=True)
    table.add_column("week", justify="right", no_wrap=True)
    table.add_column("planned", no_wrap=True)
    table.add_column("from today", no_wrap=True)
    for begin in schedule.begins:
        table.add_row(*map(Text, _row(begin)))
    ends = (schedule.planned_end.isoformat(), schedule.end.isoformat())
    table.add_row("", Text("the end", style="bold"), "", "", *ends)
    if not all(begin.written for begin in schedule.begins):
        table.caption = Text("~ no lesson is written yet: counted as a round number of hours")
        table.caption_justify = "left"
    return table


def _row(begin: Begin) -> tuple[str, ...]:
    return (
        str(begin.month.number),
        begin.month.title,
        f"{'' if begin.written else '~'}{begin.hours:.1f}",
        str(begin.week),
        begin.planned.isoformat(),
        begin.now.isoformat() if begin.now else "done",
    )
