"""A row as a picture of three lines: what was published, what the seeds gave, and the scale.

published   ░░░░▒▼▒░░            ▼ the number, ▒ what counts as the same
measured      ├──●─●●──┤         ● a seed, ├ ┤ the ends of the interval
            1,180          1,650
"""

from __future__ import annotations

from math import isfinite

from tutor.lab.papers.intervals import Interval
from tutor.lab.papers.numbers import number
from tutor.lab.papers.verdict import Verdict, accepted

LABELS = ("published", "measured")
LABEL = 11
"""Columns before the picture."""
LEAST = 20
"""Columns of the narrowest picture."""
MARGIN = 0.06
"""Of the range, left free at either side."""


def strip(verdict: Verdict, width: int) -> list[str]:
    """Return the lines; none where nothing was measured, differs visibly, or has room."""
    n_columns = width - LABEL
    shown = _range(verdict)
    if shown is None or n_columns < LEAST:
        return []

    def column(x: float) -> int:
        share = (min(max(x, shown.low), shown.high) - shown.low) / shown.width
        return min(n_columns - 1, int(share * n_columns))

    claim, wanted = verdict.claim, accepted(verdict.claim)
    above, below = [" "] * n_columns, [" "] * n_columns
    for at in range(column(wanted.low), column(wanted.high) + 1):
        above[at] = "▒"
    above[column(claim.published)] = "▼"
    if verdict.interval is not None and verdict.interval.width > 0:
        low, high = verdict.interval
        for at in range(column(low), column(high) + 1):
            below[at] = "─"
        below[column(low)] = "├" if isfinite(low) else "─"
        below[column(high)] = "┤" if isfinite(high) else "─"
    for value in verdict.values.values():
        below[column(value)] = "●"
    left, right = number(shown.low, 4), number(shown.high, 4)
    if left == right:
        return []
    scale = left + right.rjust(n_columns - len(left))
    lines = zip((*LABELS, ""), ("".join(above), "".join(below), scale), strict=True)
    return [f"{label:<{LABEL}}{line}".rstrip() for label, line in lines]


def _range(verdict: Verdict) -> Interval | None:
    """Return the part of the axis that shows everything finite."""
    if not verdict.values:
        return None
    points = [verdict.claim.published, *verdict.values.values(), *accepted(verdict.claim)]
    points += verdict.interval or ()
    finite = [x for x in points if isfinite(x)]
    low, high = min(finite), max(finite)
    room = MARGIN * (high - low) or 0.5 * abs(high) or 1.0
    return Interval(low - room, high + room)
