"""Differing: two sides of a step held against each other, and the first step where they part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np

from tutor.engine.panels import Array
from tutor.lab.tracing.entries import Entry, Side
from tutor.lab.tracing.tensor import Tensor
from tutor.lab.tracing.ulps import NONE, ulps

Allowed = Callable[[int, str, Tensor], float]
"""Returns the largest difference of an element that counts as none: of a step, of a tensor (A's)
by name.
"""


DIGITS = 8
"""Of a digest, as a row shows it."""


@dataclass(frozen=True)
class Row:
    """One tensor on both sides: how many elements differ, and how far the worst is apart."""

    name: str
    stage: str
    outside: bool
    """Whether the two differ by more than they may."""
    equal: bool
    """Whether type, shape and every bit are the same."""
    dtype: str
    shape: tuple[int, ...]
    n_differing: int | None = None
    """Elements that differ; None where only digests are at hand, or there are no elements."""
    largest: float | None = None
    """The largest difference of an element."""
    most_ulps: int | None = None
    tolerance: float = 0.0
    a: str = ""
    b: str = ""
    """The two at the first element that differs, or the beginnings of their digests."""
    note: str = ""
    """Why there is no number: another shape, a digest alone."""


@dataclass(frozen=True)
class Divergence:
    """The first tensor outside its tolerance, and its first element that is."""

    step: int
    row: Row
    index: tuple[int, ...] | None = None
    a: str = ""
    b: str = ""
    """The two values as repr and float hex, or what stands for them."""
    apart: int | None = None
    """Their distance in ulps of the tensor's own type."""


@dataclass(frozen=True)
class Walk:
    """What came of walking two sides step by step."""

    steps: int
    """Steps on which they agree."""
    divergence: Divergence | None
    rows: tuple[Row, ...]
    """The tensors of the step where they part, or of the last one, in the order of A."""
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()
    ended: str = ""
    """The label of the side that ended here where the other went on."""


def walk(
    a: Side,
    b: Side,
    steps: int | None = None,
    allowed: Allowed | None = None,
    told: Callable[[int], Any] | None = None,
) -> Walk:
    """Walk two sides in the order of computation, to the first tensor outside its tolerance.

    allowed: without it every bit counts. told: called with every step before it is compared.
    """
    rows: list[Row] = []
    only: tuple[tuple[str, ...], tuple[str, ...]] = (), ()
    for step in range(steps) if steps is not None else count():
        if told is not None:
            told(step)
        left, right = a.entries(step), b.entries(step)
        if left is None or right is None:
            both = left is right
            ended = "" if both else (a if left is None else b).label
            return Walk(step, None, tuple(rows), *only, ended)
        rows, only = compare_step(a, b, step, allowed), _unshared(left, right)
        first = next((row for row in rows if row.outside), None)
        if first is not None:
            return Walk(step, _place(a, b, step, first), tuple(rows), *only)
    return Walk(steps or 0, None, tuple(rows), *only)


def compare_step(a: Side, b: Side, step: int, allowed: Allowed | None = None) -> list[Row]:
    """Return a row for each tensor that both sides have at a step."""
    left, right = a.entries(step) or (), {e.name: e for e in b.entries(step) or ()}
    return [
        _row(a, b, step, entry, right[entry.name], allowed) for entry in left if entry.name in right
    ]


def _row(a: Side, b: Side, step: int, one: Entry, other: Entry, allowed: Allowed | None) -> Row:
    equal = (one.digest, one.dtype, one.shape) == (other.digest, other.dtype, other.shape)
    row = Row(one.name, one.stage, not equal, equal, one.dtype, one.shape)
    row = _changed(row, a=one.digest[:DIGITS], b=other.digest[:DIGITS])
    if equal:
        return row
    if one.shape != other.shape:
        return _changed(row, note=f"shape {one.shape} against {other.shape}")
    left, right = a.tensor(step, one.name), b.tensor(step, one.name)
    if left is None or right is None:
        known = allowed is None  # without values nobody can say how far apart they are
        return _changed(row, outside=known, note="only the digests were kept")
    if not (left.is_number and right.is_number):
        return row
    apart = difference(left, right)
    differing = _differing(left, right, apart)
    tolerance = 0.0 if allowed is None else allowed(step, one.name, left)
    note = "" if one.dtype == other.dtype else f"{one.dtype} against {other.dtype}"
    distance = ulps(left, right)
    finite = None if distance is None else distance[distance != NONE]
    first = _index(differing if differing.any() else np.ones(left.shape, bool))
    return _changed(
        row,
        a=f"{left.values[first]:.9g}",
        b=f"{right.values[first]:.9g}",
        outside=bool(_outside(differing, apart, tolerance).any())
        or (bool(note) and allowed is None),
        tolerance=tolerance,
        n_differing=int(differing.sum()),
        largest=float(apart.max()) if apart.size else 0.0,
        most_ulps=int(finite.max()) if finite is not None and finite.size else None,
        note=note,
    )


def difference(a: Tensor, b: Tensor) -> Array:
    """Return |a - b| as float64: 0 for two NaN, infinite for a NaN and a number."""
    left, right = a.values, b.values
    with np.errstate(all="ignore"):
        apart = np.abs(left - right)
    same = (left == right) | (np.isnan(left) & np.isnan(right))
    found: Array = np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))
    return found


def _differing(a: Tensor, b: Tensor, apart: Array) -> Array:
    """Where the elements are not the same bits; a NaN is a NaN."""
    if a.dtype != b.dtype:
        return np.asarray(apart > 0.0)
    both_nan = np.isnan(a.values) & np.isnan(b.values)
    found: Array = (_words(a) != _words(b)) & ~both_nan
    return found


def _outside(differing: Array, apart: Array, tolerance: float) -> Array:
    """Where elements differ by more than they may; without a tolerance every bit counts."""
    found: Array = differing & ~(apart <= tolerance) if tolerance else differing
    return found


def _words(tensor: Tensor) -> Array:
    bits = np.ascontiguousarray(tensor.bits)
    return bits.view(f"u{bits.dtype.itemsize}").reshape(tensor.shape)


def _place(a: Side, b: Side, step: int, row: Row) -> Divergence:
    """Return the first element outside, with both values."""
    left, right = a.tensor(step, row.name), b.tensor(step, row.name)
    if left is None or right is None or row.n_differing is None:
        one, other = _digest(a, step, row.name), _digest(b, step, row.name)
        return Divergence(step, row, None, one, other)
    apart = difference(left, right)
    outside = _outside(_differing(left, right, apart), apart, row.tolerance)
    if not outside.any():  # equal values of two types
        outside = np.ones(left.shape, bool)
    index = _index(outside)
    distance = ulps(left, right)
    here = None if distance is None else int(distance[index])
    return Divergence(
        step,
        row,
        index,
        shown(left, index),
        shown(right, index),
        None if here == int(NONE) else here,
    )


def _index(where: Array) -> tuple[int, ...]:
    """Return the first place that is true, in the order of memory."""
    return tuple(int(i) for i in np.unravel_index(int(where.argmax()), where.shape))


def _digest(side: Side, step: int, name: str) -> str:
    return next((e.digest for e in side.entries(step) or () if e.name == name), "")


def shown(tensor: Tensor, index: tuple[int, ...]) -> str:
    """Return an element so that no bit is lost: 0.1 (0x1.999999999999ap-4)."""
    if not tensor.is_float:
        return str(tensor.bits[index])
    value = float(tensor.values[index])
    short = repr(value) if tensor.dtype in ("float64", "bfloat16") else str(tensor.bits[index])
    return f"{short} ({value.hex()})"


def _changed(row: Row, **changes: Any) -> Row:
    return replace(row, **changes)


def _unshared(left: Any, right: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if any(all(e.stage == "record" or e.name == "state" for e in side) for side in (left, right)):
        return (), ()  # a ledger without tensors lacks them all
    names, others = [e.name for e in left], [e.name for e in right]
    return (
        tuple(name for name in names if name not in set(others)),
        tuple(name for name in others if name not in set(names)),
    )
