"""Lasso: least squares with a price on the size of each weight, one weight at a time.

    1/(2n) ||X w - y||^2 + α Σ |w_j| + β/2 Σ w_j^2

With β = 0 it is the lasso; with α = 0, ridge; with both, the elastic net.

The cost has a kink wherever a weight is 0, so its slope says nothing there. With the other weights
held, the best value of one is a closed form: what it would be without the price, moved towards 0 by
α and stopped there. Going round the weights until nothing moves is coordinate descent.

Sources: Tibshirani, Regression shrinkage and selection via the lasso (1996); Friedman, Hastie,
Tibshirani, Regularization paths for generalized linear models via coordinate descent (2010).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

Shrink = Callable[[Any, float], Any]


def soft_threshold(x: Array, t: float) -> Array:
    """Return x moved towards 0 by t, and stopped there. x (...) -> the same shape."""
    # sign(x) max(|x| - t, 0)
    moved: Array = np.sign(x) * np.maximum(np.abs(x) - t, 0.0)
    return moved


def objective(X: Array, y: Array, w: Array, alpha: float, beta: float = 0.0) -> float:
    """Return what is minimized, with scikit-learn's factors. X (n, d), y (n,), w (d,)."""
    residual = X @ w - y
    fit = float(residual @ residual) / (2 * len(y))
    return fit + alpha * float(np.abs(w).sum()) + beta / 2 * float(w @ w)


def sweep(
    X: Array, y: Array, w: Array, alpha: float, beta: float = 0.0, shrink: Shrink = soft_threshold
) -> Array:
    """Return the weights after each has been set to its best value once, in order. -> (d,)."""
    n, d = X.shape
    w = w.copy()
    lengths = (X * X).sum(axis=0) / n  # (d,)
    residual = y - X @ w  # (n,)
    for j in range(d):
        if lengths[j] == 0.0:
            continue
        # w_j = S(x_j · (y - what the others predict) / n, α) / (x_j · x_j / n + β)
        pull = X[:, j] @ residual / n + lengths[j] * w[j]
        best = shrink(pull, alpha) / (lengths[j] + beta)
        residual += X[:, j] * (w[j] - best)
        w[j] = best
    return w


def lasso(
    X: Array,
    y: Array,
    alpha: float,
    beta: float = 0.0,
    *,
    start: Array | None = None,
    shrink: Shrink = soft_threshold,
    most_sweeps: int = 10_000,
    still: float = 1e-10,
) -> Array:
    """Return the weights of least cost. X (n, d), y (n,) -> (d,).

    start: where to begin, (d,); near the answer saves sweeps. It has arrived when a sweep moves no
    weight by more than `still`, as a share of the largest.
    """
    w = np.zeros(X.shape[1]) if start is None else start
    for _ in range(most_sweeps):
        moved = sweep(X, y, w, alpha, beta, shrink)
        arrived = np.abs(moved - w).max() <= still * np.abs(moved).max()
        w = moved
        if arrived:
            break
    return w


def largest_alpha(X: Array, y: Array) -> float:
    """Return the least penalty at which every weight is 0."""
    # no weight moves off 0 while |x_j · y| / n <= α for all j
    return float(np.abs(X.T @ y).max()) / len(y)
