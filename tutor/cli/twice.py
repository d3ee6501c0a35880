"""`mlpath-tutor twice`: a lesson's run made twice, and every tensor of the two compared."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, note, say
from tutor.cli.which_run import with_edits, with_seed, with_settings
from tutor.cli.whole import whole

if TYPE_CHECKING:
    from tutor.engine.receipt import Source
    from tutor.lab.tracing.order import Order
    from tutor.lab.tracing.report import Report
    from tutor.study.lesson import Lesson

NO = 1
MOST_STEPS = 100_000
MOST_THREADS = 256
TOLD_EVERY = 100
"""Steps between two words on how far it is."""


@click.command("twice", short_help="Make a run twice and compare every tensor.")
@click.argument("lesson", shell_complete=lesson_ids)
@with_seed
@with_settings
@with_edits
@click.option(
    "--steps", default="100", callback=whole(1, MOST_STEPS), metavar="N", help="100 unless given."
)
@click.option(
    "--threads",
    default="1",
    callback=whole(1, MOST_THREADS),
    metavar="N",
    help="Compute the second run with so many threads.",
)
@click.option("--yours", is_flag=True, help="Take your functions that have passed in the second.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare with this ledger in place of a first run.",
)
@click.option(
    "--calibrated",
    is_flag=True,
    help="Compare within tolerances that re-runs with other threads, kernels and rounding give.",
)
@with_lessons
def command(
    lesson: str,
    seed: int,
    settings: tuple[str, ...],
    edits: tuple[str, ...],
    steps: int,
    threads: int,
    yours: bool,
    ledger: Path | None,
    calibrated: bool,
) -> None:
    """Make a run of LESSON twice, each in a process of its own, and compare bit by bit.

    The first step, tensor and element that differ are named, with both values, their distance in
    units in the last place, and what to try next.

    Exit code 0: the same. 1: they differ. 2: LESSON or an option cannot be used.
    """
    if ledger is not None and (calibrated or threads > 1):
        raise Unusable("--ledger compares with what was recorded: leave the other options out")
    from dataclasses import replace

    from tutor.cli.assignments import read_edits, read_settings
    from tutor.cli.computing import computing
    from tutor.cli.differences import table
    from tutor.cli.lessons import lesson_called
    from tutor.cli.tensors import in_words
    from tutor.lab.start import CannotRun, simulation_of
    from tutor.lab.tracing.entries import SideLost
    from tutor.lab.tracing.lesson_runs import run_against_run
    from tutor.lab.tracing.order import Order
    from tutor.lab.tracing.report import NothingShared
    from tutor.study.driving import source_of

    found = lesson_called(lesson)
    source = source_of(found)
    with computing():
        parameters = simulation_of(source).parameters()
    values, changes = read_settings(parameters, settings), read_edits(parameters, edits, steps)
    first = Order(source, seed, values, tuple(changes))
    second = replace(first, source=_driven(found) if yours else source, threads=threads)
    try:
        if ledger is not None:
            report = _against(ledger, second, steps)
        else:
            labels = ("reference", "yours") if yours else ("first", "second")
            report = run_against_run(first, second, steps, labels, calibrated, _tell(steps))
    except (CannotRun, SideLost, NothingShared) as error:
        raise Unusable(str(error)) from error
    say(in_words(report))
    if not report.same:
        rows = report.inputs or report.facts
        sides = (report.a, report.b)
        say(table(rows, sides) or "seed, parameters, edits and environment are the same")
        click.get_current_context().exit(NO)


def _driven(lesson: Lesson) -> Source:
    """Return the lesson's source with the learner's functions in it."""
    from tutor.study.driving import drivers, source_of
    from tutor.study.progress import Progress
    from tutor.study.workspace import Workspace

    found = drivers(lesson, Progress().attempts, Workspace())
    if not found:
        raise Unusable(
            f"--yours: no function of yours that drives {lesson.id} has passed: "
            "mlpath-tutor check says what an exercise still needs"
        )
    return source_of(lesson, found)


def _against(path: Path, order: Order, steps: int) -> Report:
    """Compare a ledger with a run of the lesson."""
    from tutor.cli.ledgers import ledger_at
    from tutor.lab.tracing.lesson_runs import run_against_ledger

    ledger = ledger_at(path)
    if not ledger.rows:
        raise Unusable(f"{path} is a receipt, without a record of every step; give a ledger")
    report, said = run_against_ledger(
        order, path, ledger, steps, ("recorded", "here"), _tell(steps)
    )
    if said:
        note(said)
    return report


def _tell(steps: int) -> Callable[[int], None]:
    def told(step: int) -> None:
        if step and step % TOLD_EVERY == 0 and sys.stderr.isatty():
            click.echo(f"\r{step} of {steps} steps ", err=True, nl=False)

    return told
