"""Rows of a benchmark table: what was measured, against what, and the target."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line of the table. ratio and target are in the same direction, as words say."""

    what: str
    ours: str
    theirs: str
    result: float
    target: str
    reached: bool


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def spread(values: list[float], scale: float = 1.0, digits: int = 3) -> str:
    """Write median (smallest to largest)."""
    low, mid, high = (f"{v * scale:.{digits}g}" for v in (min(values), median(values), max(values)))
    return f"{mid} ({low}–{high})"


def show(rows: list[Row]) -> None:
    """Print the table."""
    table = Table(title="mlpath-tutor benchmarks: medians, both sides in one run")
    for head in ("what", "ours", "against", "result", "target", ""):
        table.add_column(head)
    for row in rows:
        mark = "reached" if row.reached else "NOT REACHED"
        table.add_row(row.what, row.ours, row.theirs, f"{row.result:.3g}", row.target, mark)
    Console(width=150).print(table)
