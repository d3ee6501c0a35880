"""Ulps: how many floating-point numbers lie between two, the measure of a rounding difference.

An ulp, a unit in the last place, is the step from one number that can be written to the next:
2.2e-16 at 1 in float64, 1.2e-7 in float32, and more at larger numbers. Read as integers, the bits
of positive floats count them in their order, which is how the distance is found.

Source: Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic (1991).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_WORDS: dict[Any, Any] = {np.dtype(np.float32): np.int32, np.dtype(np.float64): np.int64}


def ulps_apart(a: Array, b: Array) -> float:
    """Return the largest distance of two arrays, element by element, in ulps of their dtype.

    Both are float32 or both float64, of one shape. 0.0 and -0.0 are 0 apart.
    """
    if not a.size:
        return 0.0
    one, other = (places(np.ascontiguousarray(x).view(_WORDS[x.dtype])) for x in (a, b))
    high, low = np.maximum(one, other), np.minimum(one, other)
    return float((high.view(np.uint64) - low.view(np.uint64)).max())  # may not fit in an int64


def next_up(x: Array) -> Array:
    """Return the next larger number of the same dtype, for each. (n,) -> (n,)"""
    above: Array = np.nextafter(x, x.dtype.type(np.inf))
    return above


def places(bits: Array) -> Array:
    """Number floats in their order: both zeros are 0, the next up is 1, the next down -1.

    bits: theirs, read as whole numbers with a sign, of as many bytes. (n,) -> int64 (n,)
    """
    size = np.int64(2 ** (8 * bits.itemsize - 1) - 1)  # all bits but the sign
    wide = bits.astype(np.int64)
    numbered: Array = np.where(wide >= 0, wide, -(wide & size))
    return numbered
