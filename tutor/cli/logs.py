"""`mlpath-tutor logs`: what a training's process said."""

from __future__ import annotations

import click

from tutor.cli.streams import Unusable, say
from tutor.cli.training import INTERRUPTED, folder_called, run_names
from tutor.study.visible import visible


@click.command("logs", short_help="Print what a training said.")
@click.argument("name", shell_complete=run_names)
@click.option("-f", "--follow", is_flag=True, help="Go on until the run ends.")
def command(name: str, follow: bool) -> None:
    """Print the log of the run NAME: how it began and ended, its checkpoints, what went wrong."""
    from tutor.lab.detached.logs import lines

    folder = folder_called(name)
    try:
        for line in lines(folder, follow):
            say(visible(line))
    except OSError as error:
        raise Unusable(f"{folder.log}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        click.get_current_context().exit(INTERRUPTED)
