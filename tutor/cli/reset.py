"""`mlpath-tutor reset`: forgetting a lesson, after a look and with a way back."""

from __future__ import annotations

import shlex
import time

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.streams import printable, say

NO = 1


@click.command("reset", short_help="Forget what is remembered of a lesson.")
@click.argument("lesson", shell_complete=lesson_ids)
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(lesson: str, yes: bool) -> None:
    """Forget your place, run, predictions, quiz answers, cards, attempts and notes of LESSON.

    What is forgotten is written to a file first, and `mlpath-tutor import` brings it back. Your own
    code in the workspace is left alone. Exit code 1: it was not done.
    """
    from tutor.cli.lessons import lesson_called
    from tutor.cli.remembered import remembered
    from tutor.study import left_runs
    from tutor.study.forgetting import reset, rows_of

    with remembered() as progress:
        rows = rows_of(progress.store, lesson)
        if not rows:
            lesson = lesson_called(lesson).id
            rows = rows_of(progress.store, lesson)
        if not rows:
            say(f"Nothing is remembered of {lesson}.")
            return
        listed = ", ".join(f"{count} in {name}" for name, count in rows.items())
        if not yes and not _agreed(f"Forget {printable(lesson)} ({listed})? Type yes:"):
            say("Nothing was forgotten.")
            click.get_current_context().exit(NO)
        if progress.store.keeps:
            path = reset(progress.store, lesson, time.time())
            left_runs.forget(progress.path.parent, lesson)
        if not progress.store.keeps:
            click.get_current_context().exit(NO)
    say(f"{lesson} is as new. What was forgotten is in {path}")
    say(f"To bring it back: mlpath-tutor import {shlex.quote(str(path))}")


def _agreed(question: str) -> bool:
    from tutor.plain.talk import Ended, open_talk

    try:
        return open_talk().ask(question).lower() in ("yes", "y")
    except Ended:
        return False
