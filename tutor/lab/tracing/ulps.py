"""Units in the last place: how many numbers of a type lie between two of that type.

The bits of a float, read as a whole number, count the floats up from zero; negative ones count
down. The distance of two counts is exact, across zero and between subnormals too.
"""

from __future__ import annotations

import numpy as np

from tutor.engine.panels import Array
from tutor.lab.tracing.tensor import Tensor
from tutor.ml.ulps import places

NONE = np.uint64(np.iinfo(np.uint64).max)
"""Stands for "no distance": one of the two is NaN or infinite."""

_BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}


def ulps(a: Tensor, b: Tensor) -> Array | None:
    """Return the distance of each element, as uint64 (`NONE` where there is none).

    None where the tensors are of different types or shapes, or not of floats.
    """
    if a.dtype != b.dtype or not a.is_float or a.shape != b.shape:
        return None
    left, right = _ordinals(a), _ordinals(b)
    # the true distance is below 2^64, so that arithmetic modulo 2^64 finds it
    with np.errstate(over="ignore"):
        apart = np.asarray(np.where(left > right, left - right, right - left)).view(np.uint64)
    finite = np.isfinite(a.values) & np.isfinite(b.values)
    return np.where(finite, apart, NONE)


def _ordinals(tensor: Tensor) -> Array:
    size = _BYTES[tensor.dtype]
    words = np.ascontiguousarray(tensor.bits).view(f"i{size}").reshape(tensor.shape)
    return places(words)


def one_ulp(dtype: str, size: float) -> float:
    """Return the distance from `size` to the next number of a float type."""
    kept = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}[dtype]
    exponent = int(np.frexp(size)[1]) if size else -1021
    return float(np.ldexp(1.0, exponent - kept))
