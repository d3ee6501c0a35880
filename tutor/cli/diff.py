"""`mlpath-tutor diff`: two ledgers, line by line, and tensor by tensor where they have them."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.streams import Unusable, printable, say
from tutor.cli.whole import whole

if TYPE_CHECKING:
    from tutor.engine.ledger import Ledger
    from tutor.lab.compare import Tolerance

NO = 1
SIDES = ("A", "B")
MOST_CALIBRATED = 1000


def _tolerance(context: click.Context, option: click.Parameter, value: float) -> float:
    if isfinite(value) and value >= 0:
        return value
    raise click.BadParameter(f"{value} is no tolerance; give a number from 0 up")


@click.command("diff", short_help="Compare two ledgers.")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--rtol", type=float, default=0.0, metavar="R", callback=_tolerance)
@click.option("--atol", type=float, default=0.0, metavar="A", callback=_tolerance)
@click.option(
    "--calibrate",
    metavar="SCRIPT",
    help="Measure how far apart honest runs of this script may be, and compare within that.",
)
@click.option(
    "--steps",
    default="3",
    callback=whole(1, MOST_CALIBRATED),
    metavar="N",
    help="How many steps --calibrate runs; 3 unless given.",
)
def command(a: Path, b: Path, rtol: float, atol: float, calibrate: str | None, steps: int) -> None:
    """Compare the ledgers A and B.

    Bit by bit, or with a tolerance by numbers: |a - b| <= atol + rtol |b|. NaN equals NaN.
    Ledgers with tensors beside them, as `from tutor.lab import record` writes them, are compared
    tensor by tensor too, in the order of computation; with --calibrate "train.py …" that script is
    run again with more threads, other orders and rounding, and the tolerances are what that does.

    Exit code 0: equal. 1: the first difference is printed. 2: A or B cannot be used.
    """
    from tutor.cli.differences import line, table
    from tutor.cli.ledgers import ledger_at
    from tutor.lab.compare import Tolerance, different_facts, different_inputs, first_difference

    left, right = ledger_at(a), ledger_at(b)
    for path, ledger in ((a, left), (b, right)):
        if ledger.receipt.steps and not ledger.rows:
            raise Unusable(f"{path} is a receipt, without a record of every step; give a ledger")
    tolerance = Tolerance(rtol, atol) if rtol or atol else None
    if calibrate is not None and tolerance is not None:
        raise Unusable("--calibrate measures the tolerances: leave --rtol and --atol out")
    found = first_difference(left, right, tolerance) if calibrate is None else None
    tensors = _tensors((a, b), (left, right), tolerance, calibrate, steps)
    same = found is None and (tensors is None or tensors[0])
    if found is not None:
        say(line(found, SIDES))
        if set(left.columns) != set(right.columns):
            say(_unshared(left.columns, right.columns))
    elif calibrate is None and same:
        within = f" within rtol={rtol:g} atol={atol:g}" if tolerance else ""
        say(f"equal{within}: {left.receipt.steps} steps")
    if tensors is not None and (calibrate is not None or not tensors[0]):
        say(tensors[1])
    inputs = different_inputs(left.receipt, right.receipt)
    if inputs:
        say(table(inputs, SIDES))
    elif not same:
        facts = different_facts(left.receipt.facts, right.receipt.facts)
        say(table(facts, SIDES) or "seed, parameters, edits and environment are the same")
    if not same:
        click.get_current_context().exit(NO)


def _tensors(
    paths: tuple[Path, Path],
    ledgers: tuple[Ledger, Ledger],
    tolerance: Tolerance | None,
    script: str | None,
    steps: int,
) -> tuple[bool, str] | None:
    """Compare the tensors beside two ledgers: whether they are the same, and the words for it."""
    from tutor.lab.recording.companion import folder_of

    if not all(folder_of(path).is_dir() for path in paths):
        if script is not None:
            raise Unusable("--calibrate compares tensors, and these ledgers have none beside them")
        return None
    from tutor.cli.tensors import calibrated_by, first_tensor, in_words, recorded_sides

    pair = recorded_sides(paths, ledgers, SIDES)
    if pair is None:
        return None
    calibration = None if script is None else calibrated_by(script, steps)
    report = first_tensor(pair, tolerance, calibration)
    return report.same, in_words(report)


def _unshared(left: list[str], right: list[str]) -> str:
    """Name the columns that only one of the ledgers has."""
    parts = [
        f"only in {side}: {', '.join(printable(name) for name in names if name not in others)}"
        for side, names, others in ((SIDES[0], left, right), (SIDES[1], right, left))
        if set(names) - set(others)
    ]
    return "columns  " + "; ".join(parts)
