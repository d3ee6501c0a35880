"""`mlpath-tutor progress`: where the learner stands."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.columns import aligned
from tutor.cli.streams import say

if TYPE_CHECKING:
    from tutor.study.calibration import Calibration
    from tutor.study.lesson import Lesson
    from tutor.study.review import Today
    from tutor.study.standing import ExerciseState, Standing

WORDS = {"new": "new", "started": "begun", "done": "done"}


@click.command("progress", short_help="Say where you stand.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(as_json: bool) -> None:
    """Tell the path, your predictions' calibration, exercises, reviews that are due and the plan.

    --json: dates are written as 2027-01-31, moments as seconds since 1970.
    """
    from tutor.cli.lessons import every_lesson, months
    from tutor.cli.remembered import remembered
    from tutor.study.standing import standing

    lessons, now = every_lesson(), time.time()
    with remembered() as progress:
        found = standing(progress, lessons, months(), now)
        warning = progress.warning
    if as_json:
        say(json.dumps({**_as_object(found, lessons), "warning": warning}, indent=1))
    else:
        say(_as_text(found, lessons, now))


def _as_text(found: Standing, lessons: Sequence[Lesson], now: float) -> str:
    from tutor.study import calibration, plan

    rows = [(f"  {x.id}", x.title, WORDS[found.states[x.id]]) for x in lessons]
    done = sum(state == "done" for state in found.states.values())
    blocks = [
        [f"Lessons: {done} of {len(lessons)} done", aligned(rows)],
        ["Predictions", *_indented(calibration.in_words(found.calibration))],
        ["Exercises", _exercises(found.exercises)],
        ["Review", *_indented([_review(found.today, now)])],
    ]
    if found.plan and found.schedule:
        day = datetime.fromtimestamp(now).date()
        blocks.append(["Plan", *_indented(plan.in_words(found.plan, found.schedule, day))])
    else:
        blocks.append(["Plan", "  None yet: mlpath-tutor plan --hours 5 makes one."])
    return "\n\n".join("\n".join(block) for block in blocks)


def _exercises(exercises: Sequence[ExerciseState]) -> str:
    rows = []
    for one in exercises:
        state = "passed" if one.passed else "given up" if one.gave_up else "open"
        took = [f"{one.checks} checks"] * bool(one.checks) + [f"{one.hints} hints"] * bool(
            one.hints
        )
        rows.append((f"  {one.function}", state, ", ".join(took)))
    return aligned(rows) if rows else "  None yet."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}" if count else ""


def _review(today: Today, now: float) -> str:
    if today.questions:
        count = len(today.questions)
        more = f"; {today.waiting} more wait for another day" if today.waiting else ""
        return f"{count} {'card is' if count == 1 else 'cards are'} due: mlpath-tutor review{more}."
    from tutor.study.review import when

    return f"Nothing is due today. {when(today.next_due, now)}"


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _as_object(found: Standing, lessons: Sequence[Lesson]) -> dict[str, Any]:
    return {
        "lessons": [
            {"id": x.id, "title": x.title, "month": x.month, "state": found.states[x.id]}
            for x in lessons
        ],
        "calibration": _calibration(found.calibration),
        "exercises": [asdict(exercise) for exercise in found.exercises],
        "review": {
            "due": len(found.today.questions),
            "answered_today": found.today.answered,
            "waiting": found.today.waiting,
            "next_due": found.today.next_due,
        },
        "plan": _plan(found),
    }


def _calibration(calibration: Calibration) -> dict[str, Any]:
    from tutor.study.calibration import STATED

    levels = [{**asdict(level), "stated": STATED[level.confidence]} for level in calibration.levels]
    return {"levels": levels, "score": calibration.score}


def _plan(found: Standing) -> dict[str, Any] | None:
    if not (found.plan and found.schedule):
        return None
    from tutor.cli.plan import as_object

    return as_object(found.plan, found.schedule)
