"""`mlpath-tutor diff`: two ledgers, line by line."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import click

from tutor.cli.streams import Unusable, printable, say

NO = 1
SIDES = ("A", "B")


def _tolerance(context: click.Context, option: click.Parameter, value: float) -> float:
    if isfinite(value) and value >= 0:
        return value
    raise click.BadParameter(f"{value} is no tolerance; give a number from 0 up")


@click.command("diff", short_help="Compare two ledgers.")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--rtol", type=float, default=0.0, metavar="R", callback=_tolerance)
@click.option("--atol", type=float, default=0.0, metavar="A", callback=_tolerance)
def command(a: Path, b: Path, rtol: float, atol: float) -> None:
    """Compare the ledgers A and B.

    Bit by bit, or with a tolerance by numbers: |a - b| <= atol + rtol |b|. NaN equals NaN.

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
    found = first_difference(left, right, tolerance)
    if found is None:
        within = f" within rtol={rtol:g} atol={atol:g}" if tolerance else ""
        say(f"equal{within}: {left.receipt.steps} steps")
    else:
        say(line(found, SIDES))
        if set(left.columns) != set(right.columns):
            say(_unshared(left.columns, right.columns))
    inputs = different_inputs(left.receipt, right.receipt)
    if inputs:
        say(table(inputs, SIDES))
    elif found is not None:
        facts = different_facts(left.receipt.facts, right.receipt.facts)
        say(table(facts, SIDES) or "seed, parameters, edits and environment are the same")
    if found is not None:
        click.get_current_context().exit(NO)


def _unshared(left: list[str], right: list[str]) -> str:
    """Name the columns that only one of the ledgers has."""
    parts = [
        f"only in {side}: {', '.join(printable(name) for name in names if name not in others)}"
        for side, names, others in ((SIDES[0], left, right), (SIDES[1], right, left))
        if set(names) - set(others)
    ]
    return "columns  " + "; ".join(parts)
