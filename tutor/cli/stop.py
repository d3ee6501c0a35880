"""`mlpath-tutor stop`: end a training, with a checkpoint to go on from."""

from __future__ import annotations

import click

from tutor.cli.streams import note
from tutor.cli.training import DONE, NO, end, folder_called, run_names


@click.command("stop", short_help="End a training; it can be resumed.")
@click.argument("name", shell_complete=run_names)
def command(name: str) -> None:
    """End the run NAME after the step that is under way; it writes a checkpoint first.

    Exit code 0: it has ended. 1: it was not running, or has not ended yet.
    """
    from tutor.engine.attaching import NotRunning
    from tutor.lab.detached.ending import StillRunning, stop
    from tutor.lab.detached.standing import look

    folder = folder_called(name)
    context = click.get_current_context()
    try:
        stop(folder)
    except (NotRunning, StillRunning) as error:
        note(str(error))
        context.exit(NO)
    standing = look(folder)
    end(standing)
    context.exit(DONE)
