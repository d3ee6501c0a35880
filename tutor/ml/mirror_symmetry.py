"""Is the row of bits the same read backwards? Two hidden units are enough, and this says how.

The network of 1986 finds weights that cancel exactly when the two halves mirror each other. Bits
that mirror each other get weights of equal size and opposite sign, so a symmetric row sends nothing
to a hidden unit; and the sizes on one side are as 1 : 2 : 4, so no other row can cancel: each sum
of them is different, as in binary numbers.

Source: Rumelhart, Hinton and Williams, Nature 323 (1986), figure 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def all_rows(n_bits: int) -> Array:
    """Return every row of n bits, in the order of counting. (2ⁿ, n), of 0.0 and 1.0"""
    numbers = np.arange(2**n_bits)[:, None]
    rows: Array = (numbers >> np.arange(n_bits)[::-1] & 1).astype(np.float64)
    return rows


def is_symmetric(rows: Array) -> Array:
    """Return 1.0 for each row that reads the same backwards, else 0.0. (n, bits) -> (n,)"""
    same: Array = (rows == rows[:, ::-1]).all(axis=1).astype(np.float64)
    return same


class Pattern(NamedTuple):
    """What the weights into the hidden units look like, as means over these units.

    ratio_2, ratio_4: the sizes of the second and of the third against the first, smallest first.
    antisymmetry: 0 where mirrored weights are equal and opposite, 1 where unrelated, √2 where
    equal.
    """

    ratio_2: float
    ratio_4: float
    antisymmetry: float


def pattern(W1: Array) -> Pattern:
    """Measure the weights from six bits into hidden units. W1 (6, n_hidden)"""
    halves = W1[:3], W1[:2:-1]  # mirrored weights in the same place
    # half the difference is what is antisymmetric in a pair, half the sum is what is not
    sizes = np.sort(np.abs(halves[0] - halves[1]) / 2.0, axis=0)  # (3, n_hidden)
    left_over = np.linalg.norm(halves[0] + halves[1]) / np.linalg.norm(W1)
    return Pattern(
        float(np.mean(sizes[1] / sizes[0])), float(np.mean(sizes[2] / sizes[0])), float(left_over)
    )
