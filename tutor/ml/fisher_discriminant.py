"""The sum of measurements that tells two groups apart best, in units of its own scatter.

Of all sums X = λ · x, Fisher wanted the one whose group means lie furthest apart, measured in
standard deviations within the groups. With d the difference of the means and S the sums of squares
and products of deviations from them, it solves

    S λ = d

Source: Fisher, The use of multiple measurements in taxonomic problems (1936), §II.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def scatter(group: Array) -> Array:
    """Return the sums of squares and products of deviations from the mean. (n, d) -> (d, d)"""
    deviations = group - group.mean(axis=0)
    products: Array = deviations.T @ deviations
    return products


def discriminant(A: Array, B: Array) -> Array:
    """Return λ, positive where B measures more. A (n, d), B (m, d) -> (d,)"""
    return np.linalg.solve(scatter(A) + scatter(B), B.mean(axis=0) - A.mean(axis=0))
