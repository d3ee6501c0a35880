"""`mlpath-tutor plan`: which week each month of the course begins."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.columns import aligned
from tutor.cli.streams import Unusable, say

if TYPE_CHECKING:
    from tutor.study.plan import Plan, Schedule

USUAL_HOURS = 5.0


@click.command("plan", short_help="Plan the months: start date and hours a week.")
@click.option("--start", metavar="DATE", help="The first day, as 2027-01-31; by default today.")
@click.option("--hours", metavar="N", help=f"Hours a week, 0.5 to 60; at first {USUAL_HOURS:g}.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(start: str | None, hours: str | None, as_json: bool) -> None:
    """Show which week and day each month begins, as planned and as it looks from today.

    --start and --hours make the plan or change it. It moves with you: what is left is counted from
    today on, and the plan as you made it stands beside it.
    """
    from tutor.cli.lessons import every_lesson, months
    from tutor.cli.remembered import remembered
    from tutor.study.plan import in_words, schedule, work

    now = time.time()
    today = datetime.fromtimestamp(now).date()
    lessons = every_lesson()
    with remembered() as progress:
        store = progress.plan
        plan = _changed(store.read(), start, hours, today)
        if start is not None or hours is not None:
            store.write(plan, now=now)
        states = {lesson.id: progress.state(lesson.id) for lesson in lessons}
        made = store.read() is not None
    found = schedule(plan, work(months(), lessons, states), today)
    if as_json:
        say(json.dumps(as_object(plan, found) if made else None, indent=1))
        return
    lines = in_words(plan, found, today) if made else [_proposal(plan)]
    say("\n".join([*lines, "", _table(found)]))
    if not all(begin.written for begin in found.begins):
        say("\n~: no lesson is written yet; a month is counted as a round number of hours.")


def as_object(plan: Plan, schedule: Schedule) -> dict[str, Any]:
    """Return the plan as JSON data."""
    return {
        "start": plan.start.isoformat(),
        "hours_a_week": plan.hours,
        "months": [
            {
                "month": begin.month.number,
                "hours": round(begin.hours, 2),
                "week": begin.week,
                "planned": begin.planned.isoformat(),
                "now": begin.now.isoformat() if begin.now else None,
            }
            for begin in schedule.begins
        ],
        "planned_end": schedule.planned_end.isoformat(),
        "end": schedule.end.isoformat(),
    }


def _changed(plan: Plan | None, start: str | None, hours: str | None, today: date) -> Plan:
    from tutor.study.plan import Plan, check_hours, read_date

    try:
        day = read_date(start) if start is not None else plan.start if plan else today
        a_week = _number(hours) if hours is not None else plan.hours if plan else USUAL_HOURS
        return Plan(day, check_hours(a_week))
    except ValueError as problem:
        raise Unusable(str(problem)) from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"--hours {text!r} is no number; give hours a week, such as 5") from None


def _proposal(plan: Plan) -> str:
    return (
        f"There is no plan yet. At {plan.hours:g} hours a week from today it would be this one; "
        f"mlpath-tutor plan --hours {plan.hours:g} keeps it."
    )


def _table(schedule: Schedule) -> str:
    head = ("MONTH", "TITLE", "HOURS", "WEEK", "PLANNED", "FROM TODAY")
    rows = [
        (
            str(begin.month.number),
            begin.month.title,
            f"{'' if begin.written else '~'}{begin.hours:.1f}",
            str(begin.week),
            begin.planned.isoformat(),
            begin.now.isoformat() if begin.now else "done",
        )
        for begin in schedule.begins
    ]
    end = ("", "the end", "", "", schedule.planned_end.isoformat(), schedule.end.isoformat())
    return aligned([head, *rows, end], right=(0, 2, 3))
