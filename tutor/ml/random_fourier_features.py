"""Cosines of random directions: as many features as one likes, together a Gaussian kernel.

    φ(x) = [cos(Vᵀx), sin(Vᵀx)] / √(number of directions),   columns of V ~ N(0, I/σ²)

    φ(x) · φ(x')  →  exp(-‖x - x'‖² / 2σ²)   as directions are added

So a linear fit to N such features is a model of N weights, whose N can be made smaller or far
larger than the number of examples.

Source: Rahimi and Recht, Random features for large-scale kernel machines (2007), Algorithm 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def directions(n_inputs: int, n_features: int, bandwidth: float, rng: np.random.Generator) -> Array:
    """Draw half as many directions as features, which come in pairs. (n_inputs, n_features // 2)"""
    if n_features % 2:
        raise ValueError(f"{n_features} features are no pairs of cosine and sine: give an even N")
    return rng.normal(size=(n_inputs, n_features // 2)) / bandwidth


def features(X: Array, V: Array) -> Array:
    """Return the cosines, then the sines. X (n, d), V (d, N/2) -> (n, N)."""
    turns = X @ V
    pairs = np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
    scaled: Array = pairs / np.sqrt(V.shape[1])
    return scaled
