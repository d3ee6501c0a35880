"""A difference in words: what `replay` and `diff` print."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.cli.columns import aligned
from tutor.cli.streams import printable
from tutor.lab.compare import Cell, Difference, Row

Sides = tuple[str, str]
"""What the two are called."""


def table(rows: Sequence[Row], sides: Sides) -> str:
    """Return what each side has under a name, aligned."""
    first, second = sides
    return aligned(
        [(printable(n), f"{first} {printable(a)}", f"{second} {printable(b)}") for n, a, b in rows]
    )


def line(difference: Difference, sides: Sides) -> str:
    """Return where two ledgers first differ, what each has there, and how far apart it is."""
    first, second = sides
    a, b = difference.a, difference.b
    if difference.column == "step":
        return f"step {difference.step}  length  {first} {a} steps  {second} {b} steps"
    place = f"step {difference.step}  {printable(difference.column)}"
    return f"{place}  {first} {_cell(a)}  {second} {_cell(b)}  {_distance(difference)}".rstrip()


def _cell(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value!r} ({value.hex()})"
    return "none" if value is None else str(value)


def _distance(difference: Difference) -> str:
    if not (isinstance(difference.a, float) and isinstance(difference.b, float)):
        return ""
    apart = difference.ulps
    if apart is None:
        return "- ulps apart"
    if not apart:
        return "0 ulps apart (the signs of zero differ)"
    return f"{_ulps(apart)} apart{_in_float32(difference.a, difference.b)}"


def _in_float32(a: float, b: float) -> str:
    """The distance in ulps of float32, where both numbers are of that type: most losses are."""
    import numpy as np

    from tutor.ml.ulps import ulps_apart

    with np.errstate(over="ignore"):
        short = np.array([a, b], np.float32)  # (2,)
    if not np.array_equal(short, np.array([a, b])):
        return ""
    return f" ({_ulps(int(ulps_apart(short[:1], short[1:])))} of float32)"


def _ulps(count: int) -> str:
    return f"{count} ulp{'' if count == 1 else 's'}"
