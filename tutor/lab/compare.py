"""Comparing two ledgers: the first difference, how far apart the numbers are, and what else differs
that may be the cause.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.engine.ledger import Ledger
from tutor.engine.receipt import Receipt

Cell = float | int | str | None
Row = tuple[str, str, str]
"""A name, and what each of two ledgers has under it."""

_MAGNITUDE = 2**63 - 1


@dataclass(frozen=True)
class Tolerance:
    """How far apart two numbers may be and count as equal: |a - b| <= atol + rtol |b|."""

    rtol: float = 0.0
    atol: float = 0.0


@dataclass(frozen=True)
class Difference:
    """The first place where two ledgers differ. None stands for nothing on that side.

    `column` is the name of a number, or "state", or "digest", or "step" when one ledger ends where
    the other goes on; then `a` and `b` are their lengths.
    """

    step: int
    column: str
    a: Cell
    b: Cell

    @property
    def ulps(self) -> int | None:
        """The distance of the two numbers in units in the last place, where there is one."""
        if isinstance(self.a, float) and isinstance(self.b, float):
            return ulps(self.a, self.b)
        return None


def ulps(a: float, b: float) -> int | None:
    """Return how many float64 lie between two, counting one end; None unless both are finite."""
    if not (isfinite(a) and isfinite(b)):
        return None
    return abs(_ordinal(a) - _ordinal(b))


def _ordinal(x: float) -> int:
    """Number the float64 in their order: zeros are 0, the next up is 1, the next down -1."""
    bits: int = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & _MAGNITUDE)


def first_difference(a: Ledger, b: Ledger, tolerance: Tolerance | None = None) -> Difference | None:
    """Return the first difference, or None: numbers, then names, states, digests, lengths.

    Without a tolerance every bit counts (NaN is NaN, whatever its bits); with one, only numbers.
    """
    found = _first_number(a, b, tolerance) or _first_name(a, b)
    if found is None and tolerance is None:
        found = first_state(a, b) or _first_digest(a, b)
    if found is None and len(a.rows) != len(b.rows):
        found = Difference(min(len(a.rows), len(b.rows)), "step", len(a.rows), len(b.rows))
    return found


def first_state(a: Ledger, b: Ledger) -> Difference | None:
    """Return the first step after which the states differ, or None."""
    for step, (one, other) in enumerate(zip(a.states, b.states, strict=False)):
        if one != other:
            return Difference(step, "state", one, other)
    return None


def different_inputs(a: Receipt, b: Receipt) -> list[Row]:
    """Return what was run differently: the lesson, its code, the seed, parameters and edits."""
    edits = [
        "; ".join(f"{edit.step}: {edit.name} = {_text(edit.value)}" for edit in receipt.edits)
        for receipt in (a, b)
    ]
    return [
        *_rows({"lesson": a.lesson, "code": a.code}, {"lesson": b.lesson, "code": b.code}),
        *_rows({"seed": a.seed, **a.params}, {"seed": b.seed, **b.params}),
        *_rows({"edits": edits[0] or "none"}, {"edits": edits[1] or "none"}),
    ]


def different_facts(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Row]:
    """Return the facts of the environment in which two receipts differ."""
    return _rows(a, b)


def _rows(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Row]:
    names = [*a, *(name for name in b if name not in a)]
    pairs = [(name, _text(a.get(name)), _text(b.get(name))) for name in names]
    return [row for row in pairs if row[1] != row[2]]


def _text(value: Any) -> str:
    return "none" if value is None else str(value)


def _first_number(a: Ledger, b: Ledger, tolerance: Tolerance | None) -> Difference | None:
    names = [name for name in a.columns if name in b.columns]
    length = min(len(a.rows), len(b.rows))
    if not names or not length:
        return None
    left, right = _table(a, names, length), _table(b, names, length)  # (length, n_names)
    if tolerance is None:
        apart = left.view("<i8") != right.view("<i8")
        apart &= ~(np.isnan(left) & np.isnan(right))
    else:
        with np.errstate(all="ignore"):
            apart = ~np.isclose(left, right, tolerance.rtol, tolerance.atol, equal_nan=True)
    steps = np.flatnonzero(apart.any(axis=1))
    if not len(steps):
        return None
    step = int(steps[0])
    at = int(apart[step].argmax())
    return Difference(step, names[at], float(left[step, at]), float(right[step, at]))


def _table(ledger: Ledger, names: list[str], length: int) -> npt.NDArray[np.float64]:
    places = [ledger.columns.index(name) for name in names]
    rows = np.array(ledger.rows[:length], dtype="<f8")
    return np.ascontiguousarray(rows[:, places])


def _first_name(a: Ledger, b: Ledger) -> Difference | None:
    for name in [*a.columns, *b.columns]:
        if a.rows and b.rows and (name in a.columns) != (name in b.columns):
            return Difference(0, name, _cell(a, name), _cell(b, name))
    return None


def _cell(ledger: Ledger, name: str) -> float | None:
    return ledger.rows[0][ledger.columns.index(name)] if name in ledger.columns else None


def _first_digest(a: Ledger, b: Ledger) -> Difference | None:
    for step, (one, other) in enumerate(zip(a.digests, b.digests, strict=False)):
        if one != other:
            return Difference(step, "digest", one, other)
    return None
