"""`mlpath-tutor run`: a lesson's run without a screen."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import lesson_ids
from tutor.cli.given import with_lessons
from tutor.cli.streams import Unusable, say, wants_color
from tutor.cli.which_run import with_edits, with_seed, with_settings
from tutor.cli.whole import whole
from tutor.lab import MOST_STEPS

if TYPE_CHECKING:
    from tutor.engine.receipt import Receipt
    from tutor.engine.run import Run


@click.command("run", short_help="Run a lesson without a screen.")
@click.argument("lesson", shell_complete=lesson_ids)
@with_seed
@with_settings
@with_edits
@click.option(
    "--steps",
    default="100",
    callback=whole(1, MOST_STEPS),
    metavar="N",
    help="How many steps; 100 unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with every number.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the run line by line, for replay and diff.",
)
@with_lessons
def command(
    lesson: str,
    seed: int,
    settings: tuple[str, ...],
    edits: tuple[str, ...],
    steps: int,
    as_json: bool,
    ledger: Path | None,
) -> None:
    """Run LESSON without a screen and say how it went.

    The same seed, values and edits give the same run, bit for bit.
    """
    if ledger is not None and not ledger.absolute().parent.is_dir():
        raise Unusable(f"{ledger}: there is no folder {ledger.parent}; make it first")
    from tutor.engine.facts import use_one_thread

    use_one_thread()  # before NumPy is imported: it counts its threads once, on loading
    from tutor.cli.account import as_object, as_text, repetition
    from tutor.cli.assignments import read_edits, read_settings
    from tutor.cli.computing import advance, computing
    from tutor.cli.lessons import lesson_called
    from tutor.engine.receipt import receipt_of
    from tutor.lab.start import begin, simulation_of
    from tutor.study.driving import source_of

    found = lesson_called(lesson)
    source = source_of(found)
    with computing():
        kind = simulation_of(source)
        values = read_settings(kind.parameters(), settings)
        run = begin(kind, seed, values, read_edits(kind.parameters(), edits, steps))
        advance(run, steps)
        receipt = receipt_of(run, source)
        if as_json:
            account = json.dumps(as_object(run, receipt))
        else:
            account = as_text(run, receipt, found, get_terminal_size().columns, wants_color())
    say(account)
    if ledger is not None:
        _save(ledger, run, receipt)
    if not as_json:
        keep, again = repetition(run, receipt, steps), ["mlpath-tutor", "replay", str(ledger)]
        say(f"\nkeep it:    {keep}" if ledger is None else f"\nrepeat it:  {shlex.join(again)}")


def _save(path: Path, run: Run, receipt: Receipt) -> None:
    from tutor.engine.ledger import write

    try:
        write(path, run, receipt)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unusable(f"{path}: the ledger was not written: {reason}") from error
