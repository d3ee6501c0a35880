"""Relations: what two tensors that differ have to do with each other, computed from their values.

A constant ratio, an offset, the same numbers in another order: each names a kind of mistake.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.engine.panels import Array
from tutor.lab.tracing.tensor import Tensor
from tutor.lab.tracing.ulps import ulps

EPS = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}
SLACK = 64
"""Roundings that a relation may be off by and still hold."""


@dataclass(frozen=True)
class Relation:
    """A relation of A to B: its kind, a sentence, and the number in it."""

    kind: str
    sentence: str
    value: float = 0.0


def relation(a: Tensor, b: Tensor) -> Relation | None:
    """Return the simplest relation that holds between two tensors, or None."""
    if not (a.is_number and b.is_number):
        return None
    x, y = a.values, b.values
    if a.dtype != b.dtype and x.shape == y.shape:
        return _types(a, b)
    if x.shape != y.shape:
        return _shapes(x, y)
    if not (np.isfinite(x).all() and np.isfinite(y).all()) or not x.size:
        return Relation("not finite", "one of the two has infinities or NaN")
    narrow = _float32_in_float64(a, b)
    if narrow is not None:
        return narrow
    slack = SLACK * EPS.get(a.dtype, 2.0**-52)
    found = _ratio(x, y, slack)
    if found is None and x.size > 1:
        found = _order(x, y) or _offset(x, y, slack)
    if found is None and x.ndim > 1 and x.shape[-1] > 2:
        found = _ratio_by_row(x, y, slack)
    return found


def scale(x: Array, y: Array, slack: float) -> float | None:
    """Return the one number c with x = c y in every element, or None.

    c is the least-squares ratio; the rest must be within `slack` of the largest element, and small
    against what c itself explains.
    """
    square, size = float((y * y).sum()), float(np.abs(x).max())
    if square == 0.0 or size == 0.0:
        return None
    c = float((x * y).sum()) / square
    rest = float(np.abs(x - c * y).max())
    explained = abs(c - 1.0) * float(np.abs(y).max())
    return c if rest <= slack * size and 8.0 * rest <= explained else None


def _types(a: Tensor, b: Tensor) -> Relation:
    narrow, wide = (a, b) if a.bits.itemsize <= b.bits.itemsize else (b, a)
    whose = "A" if narrow is a else "B"
    if narrow.dtype in ("float16", "float32") and wide.is_float:
        with np.errstate(over="ignore"):
            rounded = wide.values.astype(narrow.dtype)
        if np.array_equal(rounded, narrow.bits, equal_nan=True):
            said = f"{whose} is the other, rounded to {narrow.dtype}: the same numbers so far"
            return Relation("rounded", said)
    return Relation("dtype", f"A computes in {a.dtype}, B in {b.dtype}")


def _float32_in_float64(a: Tensor, b: Tensor) -> Relation | None:
    """Find float32 numbers that were written down as float64: their ulps are wider."""
    if a.dtype != "float64":
        return None
    with np.errstate(over="ignore"):
        x, y = (Tensor("float32", t.values.astype(np.float32)) for t in (a, b))
    if not any(np.array_equal(t.values, w.values) for t, w in ((a, x), (b, y))):
        return None
    apart = ulps(x, y)
    most = int(apart.max()) if apart is not None and apart.size else 0
    if most > 1024:
        return None
    both = np.array_equal(a.values, x.values) and np.array_equal(b.values, y.values)
    whose = "both hold" if both else f"{'A' if np.array_equal(a.values, x.values) else 'B'} holds"
    said = f"{whose} float32 numbers: in float32 they are {most} ulp{'s' * (most != 1)} apart"
    return Relation("float32", said, most)


def _shapes(x: Array, y: Array) -> Relation | None:
    if x.ndim >= 2 and x.shape == y.T.shape and np.allclose(x, y.T, rtol=1e-5):
        return Relation("transposed", "A is B transposed")
    if x.size == y.size and np.allclose(x.ravel(), y.ravel(), rtol=1e-5):
        return Relation("reshaped", f"the same numbers, as {x.shape} and as {y.shape}")
    return None


def _ratio(x: Array, y: Array, slack: float) -> Relation | None:
    c = scale(x, y, slack)
    if c is None:
        return None
    if abs(c + 1.0) <= slack:
        return Relation("sign", "A is B with the other sign", -1.0)
    if x.size == 1 and abs(c - 1.0) < 1e-3:  # two numbers near each other have no other relation
        return None
    near = f"1 {'+' if c > 1.0 else '-'} {abs(c - 1.0):.3g}"
    times = near if abs(c - 1.0) < 1e-2 else f"{c:.7g}"
    where = " in every element" if x.size > 1 else ""
    return Relation("ratio", f"A is B times {times}{where}", c)


def _order(x: Array, y: Array) -> Relation | None:
    if not np.array_equal(np.sort(x, axis=None), np.sort(y, axis=None)):
        return None
    rows = x.ndim > 1 and sorted(map(bytes, _rows(x))) == sorted(map(bytes, _rows(y)))
    what = "the same rows" if rows else "the same numbers"
    moved = int((x != y).reshape(len(x), -1).any(axis=1).sum()) if rows else int((x != y).sum())
    return Relation("order", f"{what} in another order: {moved} are at other places", moved)


def _rows(x: Array) -> list[bytes]:
    return [np.ascontiguousarray(row).tobytes() for row in x]


def _offset(x: Array, y: Array, slack: float) -> Relation | None:
    apart = x - y
    c, size = float(np.median(apart)), float(np.abs(x).max())
    if abs(c) > 8 * slack * size and float(np.abs(apart - c).max()) <= slack * size:
        return Relation("offset", f"A is B plus {c:.7g} in every element", c)
    return None


def _ratio_by_row(x: Array, y: Array, slack: float) -> Relation | None:
    """A ratio that is the same along the last axis, and another in the next row."""
    rows, others = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
    found = [scale(row, other, slack) for row, other in zip(rows, others, strict=True)]
    known = np.array([c for c in found if c is not None])
    if len(known) < 0.8 * len(found) or len(known) < 2:
        return None
    low, high = float(known.min()), float(known.max())
    said = f"A is B times one number in each row, from {low:.7g} to {high:.7g} over the rows"
    return Relation("ratio by row", said, float(np.median(known)))
