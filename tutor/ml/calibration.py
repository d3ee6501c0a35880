"""Calibration: of the answers given with 70% confidence, are 70% right?

Answers are put into bins by their confidence, and each bin's mean confidence is held against the
share that was right. The expected calibration error is the mean distance of the two, every bin
weighted by its answers:

    ECE = Σ_m |B_m| / n · | right(B_m) - confidence(B_m) |

Bin m of M holds m/M <= p < (m + 1)/M; the last one holds p = 1 too.

Source: Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks (2017), §2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Reliability(NamedTuple):
    """What is in each bin that has answers, from the least sure bin up. (b,) each"""

    n: Array
    confidence: Array
    right: Array


def places(p: Array, bins: int) -> Array:
    """Return the bin of each confidence. (n,) -> int (n,)"""
    place: Array = np.minimum((p * bins).astype(int), bins - 1)
    return place


def reliability(p: Array, correct: Array, bins: int) -> Reliability:
    """Hold confidence against truth. p (n,) from 0 to 1, correct (n,) True or False."""
    place = places(p, bins)
    n, sums, right = (
        np.bincount(place, weights, bins) for weights in (None, p, np.asarray(correct, float))
    )
    some = n > 0
    return Reliability(n[some], sums[some] / n[some], right[some] / n[some])


def calibration_error(p: Array, correct: Array, bins: int) -> float:
    """Return the expected calibration error, from 0 to 1. p (n,), correct (n,), n at least 1."""
    place, error = places(p, bins), 0.0
    for m in range(bins):
        here = place == m
        if here.any():
            error += float(here.mean() * abs(correct[here].mean() - p[here].mean()))
    return error
