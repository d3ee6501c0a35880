"""`mlpath-tutor review`: the cards that are due today, asked as plain text."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.streams import say

if TYPE_CHECKING:
    from tutor.study.review import Question, Today


@click.command("review", short_help="Answer the cards that are due.")
@click.option("--json", "as_json", is_flag=True, help="List what is due, as one JSON object.")
def command(as_json: bool) -> None:
    """Ask the cards that are due today, at most 20, with the months mixed.

    Each answer is kept at once: end with quit, Ctrl+D or Ctrl+C whenever you like.
    """
    from tutor.cli.lessons import every_lesson
    from tutor.cli.remembered import remembered
    from tutor.study.review import today

    lessons, now = every_lesson(), time.time()
    with remembered() as progress:
        if as_json:
            found = today(progress.deck, lessons, now)
            say(json.dumps(_as_object(found), ensure_ascii=False, indent=1))
            return
        from tutor.plain.reviewing import Reviewing
        from tutor.plain.talk import open_talk

        talk = open_talk()
        try:
            Reviewing(progress, lessons, talk).go(now)
        except KeyboardInterrupt:
            talk.break_off()
            raise


def _as_object(today: Today) -> dict[str, Any]:
    return {
        "due": [_card(question) for question in today.questions],
        "answered_today": today.answered,
        "waiting": today.waiting,
        "next_due": today.next_due,
    }


def _card(question: Question) -> dict[str, Any]:
    from tutor.study.tasks import QuizItem

    task = question.task
    return {
        "lesson": question.key.lesson,
        "kind": question.key.kind,
        "item": question.key.item,
        "due": question.due,
        "showing": question.showing,
        "ask": task.ask if isinstance(task, QuizItem) else task.task,
    }
