"""`mlpath-tutor train`: a lesson or a program in a process that outlives the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable
from tutor.cli.training import trainable_names
from tutor.cli.which_run import with_settings


@click.command("train", short_help="Train in a process that outlives the terminal.")
@click.argument("what", metavar="LESSON|PROGRAM|FILE.toml", shell_complete=trainable_names)
@click.argument("flags", metavar="[-- TORCHRUN_FLAGS]", nargs=-1, type=click.UNPROCESSED)
@with_settings
@click.option("--seed", type=int, metavar="N", help="0 unless given.")
@click.option("--steps", type=int, metavar="N", help="Where it is finished; 2000 unless given.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda", "mps"]), help="Where to compute."
)
@click.option("--nproc", type=int, metavar="N", help="Processes on this machine; 1 unless given.")
@click.option("--detach", is_flag=True, help="Return at once; attach, runs and logs tell of it.")
@click.option("--name", default="", metavar="NAME", help="What to call the run.")
@click.option(
    "--every", type=float, metavar="SECONDS", help="Between checkpoints; 30 unless given."
)
@click.option(
    "--tensorboard", default="", metavar="DIR", help="Write event files for TensorBoard as well."
)
@with_lessons
def command(
    what: str,
    flags: tuple[str, ...],
    settings: tuple[str, ...],
    seed: int | None,
    steps: int | None,
    device: str | None,
    nproc: int | None,
    detach: bool,
    name: str,
    every: float | None,
    tensorboard: str,
) -> None:
    """Train a lesson, a program (gpt) or what FILE.toml describes.

    The run goes on without this terminal: Ctrl+C, a closed window or a lost connection end only
    the looking on. It writes every step to a ledger and goes on from its newest checkpoint after
    anything, kill -9 included: mlpath-tutor resume NAME.

    \b
    FILE.toml:  program = "gpt"        or lesson = "…"
                steps = 5000           seed, device, nproc, every, tensorboard
                [set]
                n_layers = 6

    What is given here counts before what the file says. Flags after -- go to torchrun: with
    --nnodes, --node-rank and --rdzv-endpoint several machines train together, each started by this
    command.

    Exit code 0: finished, or detached. 1: it diverged or failed. 2: unusable input. 130: Ctrl+C,
    and the run goes on.
    """
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.assignments import read_settings
    from tutor.cli.computing import computing
    from tutor.cli.training import carry_on
    from tutor.lab.detached import ordering, runs
    from tutor.lab.start import simulation_of

    wrong = [flag for flag in flags if not flag.startswith("-")]
    if flags and flags[0] in wrong:
        raise Unusable(f"{flags[0]}: train takes one name; flags for torchrun come after --")
    try:
        is_file = what.endswith(".toml") or (Path(what).is_file() and what not in ordering.names())
        wanted = ordering.read_config(Path(what)) if is_file else ordering.Wanted(what)
        source = ordering.source_called(wanted.name)
        with computing():
            parameters = simulation_of(source).parameters()
        values = ordering.checked(parameters, wanted.values, f"{what}, [set]")
        values |= ordering.placed(parameters, device or wanted.device)
        values |= read_settings(parameters, settings)
        order = ordering.order(
            source,
            wanted,
            values,
            seed=seed,
            steps=steps,
            nproc=nproc,
            every=every,
            tensorboard=tensorboard,
            launch=flags,
        )
        folder = runs.make(name, source.lesson.removeprefix("program/"))
    except (ordering.NoOrder, runs.BadName) as error:
        raise Unusable(str(error)) from error
    click.get_current_context().exit(carry_on(folder, order, detach, new=True))
