"""`mlpath-tutor stub`: the beginning of an exercise, written into the learner's own package."""

from __future__ import annotations

import click

from tutor.cli.completing import exercise_names
from tutor.cli.streams import Unusable, say


@click.command("stub", short_help="Write an exercise's stub into your workspace.")
@click.argument("exercise", shell_complete=exercise_names)
@click.option("--restore", is_flag=True, help="Put the stub back; your text is kept beside it.")
def command(exercise: str, restore: bool) -> None:
    """Write the stub of EXERCISE where your function is to be, and print the place.

    A function that is there already is left as it is. With --restore the stub takes its place, and
    the file as it was is kept beside it under the next free number.
    """
    from tutor.cli.exercises import exercise_called
    from tutor.study.workspace import Workspace, WorkspaceError

    lesson, found = exercise_called(exercise)
    workspace = Workspace()
    try:
        placed = (workspace.restore if restore else workspace.place)(lesson, found)
    except WorkspaceError as error:
        raise Unusable(str(error)) from error
    say(f"{placed.path}:{placed.line}")
    if placed.kept is not None:
        say(f"what you had is in {placed.kept}")
    elif not placed.written:
        say(f"{found.function} is there already and was left as it is; see --restore")
