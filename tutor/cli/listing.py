"""`mlpath-tutor list`: which lessons there are."""

from __future__ import annotations

import json

import click

from tutor.cli.columns import aligned
from tutor.cli.given import with_lessons
from tutor.cli.streams import say


@click.command("list", short_help="Name the lessons.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, an object a lesson.")
@with_lessons
def command(as_json: bool) -> None:
    """Name the lessons, in the order to take them."""
    from tutor.cli.lessons import every_lesson

    lessons = every_lesson()
    if as_json:
        fields = ("id", "title", "month", "minutes", "needs")
        rows = [{name: getattr(lesson, name) for name in fields} for lesson in lessons]
        say(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    head = ("LESSON", "TITLE", "MONTH", "MINUTES", "NEEDS")
    body = [(x.id, x.title, str(x.month), str(x.minutes), ", ".join(x.needs)) for x in lessons]
    say(aligned([head, *body], right=(2, 3)))
