"""Numbers as a table of claims shows them: whole ones whole, others to as many digits as matter."""

from __future__ import annotations

from math import ceil, isfinite, log10

from tutor.lab.papers.intervals import Interval
from tutor.lab.papers.paper import Claim

LARGEST_GROUPED = 1e15
"""Below it every whole float is exact."""


def number(value: float, digits: int = 5) -> str:
    """Return a number: 124,439,808; 2.1537; 5.76e+23."""
    is_whole = isfinite(value) and value == int(value)
    if (is_whole or abs(value) >= 10**digits) and abs(value) < LARGEST_GROUPED:
        return f"{round(value):,}"
    return f"{value:,.{digits}g}"


def in_digits_of(claim: Claim, value: float) -> str:
    """Return a number to as many digits as the row's tolerance is about, and one more."""
    if not claim.tolerance or not claim.published:
        return number(value)
    matter = ceil(log10(abs(claim.published) / claim.tolerance)) + 1
    return number(value, min(max(5, matter), 15))


def interval(found: Interval | None) -> str:
    """Return an interval, or that the number is exact where it is a point."""
    if found is None:
        return "–"
    if not isfinite(found.low):
        return "unknown"
    if found.width == 0:
        return "no spread"
    return f"{number(found.low, 4)} to {number(found.high, 4)}"
