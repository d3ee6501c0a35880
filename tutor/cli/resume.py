"""`mlpath-tutor resume`: go on with a training that stopped, died, or is to run longer."""

from __future__ import annotations

import click

from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable
from tutor.cli.training import carry_on, folder_called, run_names


@click.command("resume", short_help="Go on with a training.")
@click.argument("name", shell_complete=run_names)
@click.option("--steps", type=int, metavar="N", help="Finish there, not where it was to.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a parameter from where its ledger ends; repeat for more.",
)
@click.option("--detach", is_flag=True, help="Return at once.")
@with_lessons
def command(name: str, steps: int | None, settings: tuple[str, ...], detach: bool) -> None:
    """Go on with the run NAME from its newest good checkpoint.

    The steps after it are computed again and held against the ledger, bit by bit; then the ledger
    goes on as if nothing had happened.

    Exit codes as those of train.
    """
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.assignments import read_settings
    from tutor.cli.computing import computing
    from tutor.engine.run_folder import NoRun, Taken
    from tutor.lab import MOST_STEPS
    from tutor.lab.detached.ordering import NoOrder
    from tutor.lab.detached.resuming import NothingLeft, prepare
    from tutor.lab.start import simulation_of

    if steps is not None and not 1 <= steps <= MOST_STEPS:
        raise Unusable(f"--steps {steps}; give a whole number from 1 to {MOST_STEPS}")
    folder = folder_called(name)
    edits = {}
    try:
        if settings:
            with computing():
                parameters = simulation_of(folder.order().source).parameters()
            edits = read_settings(parameters, settings)
            shaping = next((n for n in edits if parameters[n].resets), None)
            if shaping is not None:
                raise Unusable(
                    f"--set {shaping}: it shapes the first state, so it takes a new run: train"
                )
        order = prepare(folder, steps, edits)
    except (NoRun, Taken, NoOrder, NothingLeft) as error:
        raise Unusable(str(error)) from error
    click.get_current_context().exit(carry_on(folder, order, detach))
