"""`mlpath-tutor new`: a lesson to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, say


@click.group("new", short_help="Begin a lesson of your own.", no_args_is_help=False)
def command() -> None:
    """Write the files of something new."""


@command.command("lesson", short_help="Write a lesson's folder.")
@click.argument("name")
@click.option("--like", metavar="ID", shell_complete=lesson_ids, help="Begin with a copy of it.")
@click.option(
    "--in",
    "home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where; the folder of --lessons, or else the current one.",
)
@with_lessons
def lesson(name: str, like: str | None, home: Path | None) -> None:
    """Write a folder for the lesson NAME with every file that it needs.

    It works from the beginning: what `mlpath-tutor lint` finds in it are the lines marked TODO,
    which are yours to write.
    """
    from tutor.cli.lessons import lesson_called
    from tutor.lab.begin_lesson import CannotBegin, begin_lesson
    from tutor.study.places import author_folder

    model = lesson_called(like) if like else None
    try:
        folder = begin_lesson(name, home or author_folder() or Path(), model)
    except CannotBegin as error:
        raise Unusable(str(error)) from error
    for path in sorted(folder.iterdir()):
        say(str(path))
    say(f"\nwhat is to be written:  {shlex.join(['mlpath-tutor', 'lint', str(folder)])}")
    say(f"see it as you write:    {shlex.join(['mlpath-tutor', '--lessons', str(folder)])}")
