"""What an error costs: its square, its size, or Huber's compromise between the two.

A residual r is prediction minus truth. The square makes one large error count for many small ones;
the absolute value counts every dollar alike; Huber's is a square near 0 and a straight line beyond
δ, with the same slope where they meet.

Source: Huber, Robust estimation of a location parameter (1964); his cost, here doubled, so that
near 0 it is the square itself.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Kind = Literal["squared", "absolute", "huber"]

KINDS: tuple[Kind, ...] = ("squared", "absolute", "huber")
DELTA = 0.5
"""Where Huber's cost goes straight, in the unit of the residuals."""


def cost(kind: str, residuals: Array, delta: float = DELTA) -> Array:
    """Return what each residual costs. residuals (...) -> the same shape."""
    size = np.abs(residuals)
    if kind == "squared":
        return residuals * residuals
    if kind == "absolute":
        return size
    # r^2 up to δ, then 2δ|r| - δ^2
    inner = np.minimum(size, delta)
    huber: Array = inner * (2 * size - inner)
    return huber


def slope(kind: str, residuals: Array, delta: float = DELTA) -> Array:
    """Return the derivative of the cost by each residual; 0 at the kink. (...) -> same shape."""
    if kind == "squared":
        return 2 * residuals
    if kind == "absolute":
        return np.sign(residuals)
    clipped: Array = 2 * np.clip(residuals, -delta, delta)
    return clipped


def curvature(kind: str, residuals: Array, delta: float = DELTA) -> Array:
    """Return the second derivative of the cost by each residual. (...) -> same shape."""
    if kind == "squared":
        return np.full_like(residuals, 2.0)
    if kind == "absolute":
        return np.zeros_like(residuals)
    bent: Array = np.where(np.abs(residuals) < delta, 2.0, 0.0)
    return bent


def mean_cost(kind: str, X: Array, y: Array, w: Array) -> float:
    """Return the average cost of the predictions X w. X (n, d), y (n,), w (d,)."""
    return float(np.mean(cost(kind, X @ w - y)))


def gradient(kind: str, X: Array, y: Array, w: Array) -> Array:
    """Return the slope of the average cost at w. X (n, d), y (n,), w (d,) -> (d,)."""
    # chain rule: the residual's derivative by w_j is x_j
    slopes: Array = X.T @ slope(kind, X @ w - y) / len(y)
    return slopes
