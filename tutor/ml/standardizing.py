"""Bringing columns to one measure: each from its average, in units of its own spread."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def centred(X: Array) -> Array:
    """Return the columns with their averages taken off. X (n,) or (n, d) -> the same shape."""
    moved: Array = X - X.mean(axis=0)
    return moved


def standardized(X: Array) -> Array:
    """Return the columns with average 0 and standard deviation 1; a constant one becomes 0.

    X (n,) or (n, d) -> the same shape. The deviation divides by n, as scikit-learn's scaler does.
    """
    # z = (x - mean) / σ
    spread = X.std(axis=0)
    scaled: Array = centred(X) / np.where(spread > 0.0, spread, 1.0)
    return scaled


def correlated(x: Array, other: Array, correlation: float) -> Array:
    """Turn `other` until it correlates with x as asked, keeping what of it x does not explain.

    x (n,) and other (n,), any scale -> (n,) with average 0 and standard deviation 1. At the
    correlation that the two have, `other` comes back, standardized.
    """
    z = standardized(x)
    own = standardized(other) - (z @ standardized(other) / len(z)) * z
    # ρ z + sqrt(1 - ρ^2) z⊥ has length 1 and the share ρ of z
    turned: Array = correlation * z + np.sqrt(1.0 - correlation**2) * standardized(own)
    return turned
