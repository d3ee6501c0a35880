"""`mlpath-tutor attach`: look at a training that runs without a terminal."""

from __future__ import annotations

import click

from tutor.cli.streams import note
from tutor.cli.training import DONE, INTERRUPTED, end, folder_called, run_names, watch


@click.command("attach", short_help="Look at a training.")
@click.argument("name", shell_complete=run_names)
@click.option("--plain", is_flag=True, help="Lines of text, where the app could draw as well.")
def command(name: str, plain: bool) -> None:
    """Show the run NAME live: its panels, its parameters, how fast it goes; esc looks away.

    Any number of terminals may look at once, and a change by one is seen by all. Where there is no
    terminal to draw on, or with --plain, a line says how the run goes until it ends; Ctrl+C ends
    only the looking on.

    Exit code 0: it finished or was stopped, or goes on. 1: it diverged, failed or died. 130:
    Ctrl+C, and the run goes on.
    """
    from tutor.cli.opening import can_draw
    from tutor.lab.detached.standing import look

    folder = folder_called(name)
    context = click.get_current_context()
    if not folder.alive:
        context.exit(end(look(folder)))
    if plain or not can_draw():
        context.exit(watch(folder))
    from tutor.app.main import run

    code = run(context.obj, attach=folder)
    if code not in (DONE, INTERRUPTED):
        context.exit(code)
    if not folder.alive:
        context.exit(end(look(folder)))
    note(f"{name} goes on without you. Look again: mlpath-tutor attach {name}")
    context.exit(code)
