"""`mlpath-tutor journal`: what the learner predicted, wrote and passed, day by day."""

from __future__ import annotations

import click

from tutor.cli.streams import say


@click.command("journal", short_help="Print your journal as Markdown.")
def command() -> None:
    """Print your predictions and what happened, your notes, exercises and reviews, as Markdown."""
    from tutor.cli.lessons import every_lesson
    from tutor.cli.remembered import remembered
    from tutor.study.journal import journal

    lessons = every_lesson()
    with remembered() as progress:
        text = journal(progress, lessons)
    say(text.rstrip("\n"))
