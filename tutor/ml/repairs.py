"""Gaps in a column of numbers, five ways to deal with them, and what each does to the estimates.

A gap is NaN. x (n,) is the column with gaps, y (n,) a column without, `seen` the rows where x is
known. With a share p of the rows lost at random and each gap filled with the mean of the others:

    mean        stays
    sd          shrinks to sqrt(1-p) of the truth, because p of the rows deviate by nothing
    correlation shrinks to sqrt(1-p): the covariance keeps (1-p), divided by one sd that shrank
    slope       of y on x stays: covariance and variance shrink alike

Sources: Little and Rubin, Statistical Analysis with Missing Data (3rd edition, 2019), chapters 3
and 4; for the indicator Jones, Indicator and Stratification Methods for Missing Explanatory
Variables in Multiple Linear Regression (1996).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Estimates(NamedTuple):
    """What an analyst reports. slope: of y on x, in units of y for one of x."""

    mean: float
    sd: float
    correlation: float
    slope: float


def shrinkage(share: float) -> float:
    """Return what is left of sd and correlation after filling a share at random with the mean."""
    return float(np.sqrt(1.0 - share))


def estimates(x: Array, y: Array) -> Estimates:
    """Return mean and sd of x, and its correlation and slope with y. x (n,), y (n,), no gaps."""
    dx, dy = x - x.mean(), y - y.mean()  # (n,)
    xx, yy, xy = dx @ dx, dy @ dy, dx @ dy
    # sd = sqrt(Σ dx² / (n-1)),  r = Σ dx dy / sqrt(Σ dx² Σ dy²),  slope = Σ dx dy / Σ dx²
    sd = float(np.sqrt(xx / (len(x) - 1)))
    return Estimates(float(x.mean()), sd, float(xy / np.sqrt(xx * yy)), float(xy / xx))


def drop(x: Array, y: Array) -> tuple[Array, Array]:
    """Keep only the rows where x is known: "complete cases". (n,), (n,) -> (m,), (m,)."""
    seen = ~np.isnan(x)
    return x[seen], y[seen]


def with_mean(x: Array) -> Array:
    """Fill every gap with the mean of the known values. (n,) -> (n,)."""
    return np.where(np.isnan(x), np.nanmean(x), x)


def group_medians(groups: Sequence[str], x: Array) -> dict[str, float]:
    """Return the median of the known values of each group that has one."""
    labels, seen = np.array(groups), ~np.isnan(x)
    return {str(g): float(np.median(x[seen & (labels == g)])) for g in np.unique(labels[seen])}


def by_group(
    groups: Sequence[str], x: Array, medians: Mapping[str, float], overall: float
) -> Array:
    """Fill each gap with its group's median, or with `overall` where it has none. (n,) -> (n,)."""
    guesses = np.array([medians.get(group, overall) for group in groups])  # (n,)
    return np.where(np.isnan(x), guesses, x)


def with_regression(x: Array, others: Array, noise: Array) -> Array:
    """Fill a gap with its prediction from the other columns, plus noise as large as their error.

    Without the noise the filled values would lie on the line, and the correlation would grow.
    x (n,), others (n, d) without gaps, noise (n,) standard normal -> (n,). A column of `others`
    that is constant among the known rows gets no weight.
    """
    seen = ~np.isnan(x)
    centre, middle = x[seen].mean(), others[seen].mean(axis=0)
    A = others - middle  # (n, d)
    w, _, rank, _ = np.linalg.lstsq(A[seen], x[seen] - centre, rcond=None)
    predicted = centre + A @ w  # (n,)
    left = x[seen] - predicted[seen]
    # s² = Σ residual² / (m - rank - 1): one for each weight, one for the constant
    s = np.sqrt(left @ left / max(int(seen.sum()) - rank - 1, 1))
    return np.where(seen, x, predicted + s * noise)


def slope_beside_flag(x: Array, missing: Array, y: Array) -> tuple[float, float]:
    """Return the weights of x and of the flag in a linear model of y that sees both.

    x (n,) filled, missing (n,) 0 or 1. With one value in every gap, whatever it is, the weight of x
    is the slope among the rows that were seen.
    """
    A = np.stack([x - x.mean(), missing - missing.mean()], axis=1)  # (n, 2)
    w = np.linalg.lstsq(A, y - y.mean(), rcond=None)[0]
    return float(w[0]), float(w[1])
