"""`mlpath-tutor shots`: pictures of a lesson's scenes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, say

if TYPE_CHECKING:
    from tutor.study.lesson import Lesson


@click.command("shots", short_help="Take pictures of a lesson's scenes.")
@click.argument("lesson", shell_complete=lesson_ids)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("shots"),
    metavar="DIR",
    help="Where they go; ./shots unless given.",
)
@with_lessons
def command(lesson: str, out: Path) -> None:
    """Take an SVG of each scene of LESSON at 80x24 and 120x36, and print where each is.

    Your progress is not touched.
    """
    import asyncio

    os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read once, when Textual is imported
    from tutor.cli.lessons import lesson_called

    found = lesson_called(lesson)
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(found, out))


async def _take(lesson: Lesson, out: Path) -> None:
    from tutor.app.shots import NoShot, shots
    from tutor.study.tables import LessonError

    try:
        async for shot in shots(lesson):
            path = out / f"{shot.name}.svg"
            path.write_text(shot.svg, encoding="utf-8")
            say(str(path))
    except (NoShot, LessonError) as error:
        raise Unusable(f"{lesson.id}: {error}") from error
