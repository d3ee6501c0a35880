"""Penalties on weights, and their balls: all weights that pay as much as the given ones.

    P(w) = a Σ |w_j| + b/2 Σ w_j^2

With a = 0 it is ridge's and the ball is round; with b = 0 it is the lasso's and the ball has its
corners on the axes; with both it is the elastic net's (Zou and Hastie 2005).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def penalty(w: Array, on_sizes: float, on_squares: float) -> float:
    """Return what the weights pay. w (d,)."""
    return on_sizes * float(np.abs(w).sum()) + on_squares / 2 * float(w @ w)


def rim(w: Array, on_sizes: float, on_squares: float, n_points: int = 181) -> Array:
    """Return the curve of pairs that pay what the pair w pays. w (2,) -> (n_points, 2).

    It begins and ends at w. Where w pays nothing, the curve is the point 0.
    """
    paid = penalty(w, on_sizes, on_squares)
    angles = np.arctan2(w[1], w[0]) + np.linspace(0.0, 2 * np.pi, n_points)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)  # (n_points, 2)
    if paid == 0.0:
        return 0.0 * directions
    # at distance r the penalty is b/2 r^2 + a |direction| r; its root without a difference
    sloping = on_sizes * np.abs(directions).sum(axis=1)
    r = 2 * paid / (sloping + np.sqrt(sloping**2 + 2 * on_squares * paid))
    curve: Array = directions * r[:, None]
    return curve
