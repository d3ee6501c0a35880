"""`mlpath-tutor lint`: whether lessons keep their promises."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, note, printable, say

NO = 1


@click.command("lint", short_help="Check lessons for their authors.")
@click.argument("path", required=False, shell_complete=lesson_ids)
@with_lessons
def command(path: str | None) -> None:
    """Put every promise of a lesson to the test. PATH is a lesson's folder or id, or a pack's
    folder; without it, all lessons are checked.

    The lesson's own code is run for it. Each finding is FILE:LINE: what is wrong, and what to do.

    Exit code 0: every promise is kept. 1: there are findings. 2: there is no lesson at PATH.
    """
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.computing import computing
    from tutor.lab.lint.rules import lint

    with computing():
        found = list(lint(_folder(path)))
    for finding in found:
        say(printable(str(finding)))
    broken = sum(not finding.note for finding in found)
    if broken:
        note(f"{broken} finding{'s' * (broken != 1)}")
        click.get_current_context().exit(NO)
    say("every promise is kept")


def _folder(path: str | None) -> Path:
    """Return the folder to check."""
    from tutor.study import catalog
    from tutor.study.places import author_folder, lessons_folder

    if path is None:
        folder = author_folder() or lessons_folder()
    elif Path(path).is_file() and Path(path).with_name("lesson.toml").is_file():
        folder = Path(path).parent
    elif Path(path).exists():
        folder = Path(path)
    else:
        try:
            folder = catalog.find_head(path).folder
        except catalog.UnknownLesson as error:
            raise Unusable(f"there is no folder {path!r} either. {error}") from error
    if not (folder / "lesson.toml").is_file() and not any(folder.glob("*/lesson.toml")):
        raise Unusable(f"{folder}: there is no lesson.toml in it, nor in a folder below it")
    return folder
