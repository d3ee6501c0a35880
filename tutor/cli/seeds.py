"""`mlpath-tutor seeds`: noise or bug? A run with other seeds, and where a number lies in them."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, note, say, wants_color
from tutor.cli.which_run import with_settings
from tutor.cli.whole import whole

if TYPE_CHECKING:
    from tutor.cli.placing import Yours
    from tutor.lab.seeds.sample import LostSeed, Recipe, Sample, SeedRun

NO = 1
MOST_SEEDS = 1000
MOST_STEPS = 1_000_000
"""Steps whose numbers still fit one message of a worker."""


def _some_steps(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    return None if text is None else whole(1, MOST_STEPS)(context, option, text)


@click.command("seeds", short_help="Noise or bug? A run with many seeds.")
@click.argument("lesson", shell_complete=lesson_ids)
@with_settings
@click.option(
    "--seeds",
    "count",
    default="10",
    callback=whole(1, MOST_SEEDS),
    metavar="K",
    help="How many seeds; 10 unless given.",
)
@click.option(
    "--steps",
    callback=_some_steps,
    metavar="N",
    help="How many steps; those of the ledger, or 100.",
)
@click.option("--column", metavar="NAME", help="The number to look at; the first unless given.")
@click.option("--yours", metavar="NUMBER", help="Your own number at the last step, to be placed.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own run: its values, edits, steps and number are taken from it.",
)
@click.option(
    "--jobs",
    default="0",
    callback=whole(0, 256),
    metavar="N",
    help="Processes at a time; one a core unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with every number.")
@with_lessons
def command(
    lesson: str,
    settings: tuple[str, ...],
    count: int,
    steps: int | None,
    column: str | None,
    yours: str | None,
    ledger: Path | None,
    jobs: int,
    as_json: bool,
) -> None:
    """Run LESSON with K seeds and say how far they spread.

    With a number of yours, say whether the seed alone explains it: inside the noise, outside, or
    cannot tell with so few seeds.

    Exit code 0: inside, cannot tell, or no number was given. 1: outside: not explained by the
    seed. 2: unusable input, or no seed could be run.
    """
    if yours is not None and ledger is not None:
        raise Unusable("--yours and --ledger both give your number: give one of them")
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.lessons import lesson_called
    from tutor.cli.placing import ledger_of, number_of, placed, recipe_of
    from tutor.cli.seeds_account import account, as_object
    from tutor.lab.seeds.running import other_seeds

    found = lesson_called(lesson)
    theirs = None if ledger is None else ledger_of(ledger, found)
    recipe, name = recipe_of(found, settings, steps, theirs, column)
    if theirs is not None and steps is not None and steps > len(theirs.rows):
        raise Unusable(f"--steps {steps}: {ledger} has {len(theirs.rows)}; give at most as many")
    given = None if yours is None else number_of(yours)
    seeds = other_seeds(count, [] if theirs is None else [theirs.receipt.seed])
    sample = _run(recipe, seeds, jobs)
    if not sample.runs:
        raise Unusable(f"no seed could be run: {sample.lost[0].reason}")
    answer: Yours = placed(sample, recipe, name, given, theirs)
    if as_json:
        say(json.dumps(as_object(found, recipe, sample, answer)))
    else:
        width = get_terminal_size().columns
        say(account(found, recipe, sample, answer, width, wants_color()))
    if answer.placement is not None and answer.placement.verdict.startswith("outside"):
        click.get_current_context().exit(NO)


def _run(recipe: Recipe, seeds: list[int], jobs: int) -> Sample:
    """Make the runs, and tell a person who waits how many are done."""
    from tutor.lab.seeds.running import run_seeds
    from tutor.study.places import open_worker_log

    tell = sys.stderr is not None and sys.stderr.isatty()
    done = 0

    def told(result: SeedRun | LostSeed) -> None:
        nonlocal done
        done += 1
        if tell:
            click.echo(f"\r{done} of {len(seeds)} seeds", err=True, nl=False)

    try:
        sample = asyncio.run(run_seeds(recipe, seeds, jobs or None, told, open_worker_log()))
    finally:
        if tell and done:
            click.echo(err=True)
    for lost in sample.lost:
        note(f"seed {lost.seed} is lost: {lost.reason}")
    return sample
