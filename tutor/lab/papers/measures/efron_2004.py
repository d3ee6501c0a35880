"""Least angle regression, the lasso and ridge on the diabetes data that the paper itself used.

Efron, Hastie, Johnstone and Tibshirani, Least Angle Regression (2004), figures 1, 3 and 7. The data
are scikit-learn's copy, columns numbered from 1 as there: age, sex, bmi, bp, s1 to s6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml.lars import Path, equiangular, lars

Array = npt.NDArray[Any]

METHOD = "direction"
"""direction(A) -> (v, cosine): A (n, k) with columns of length 1; v (k,), with A v of length 1 and
Aᵀ(A v) = cosine in each entry.
"""
reference = equiangular

BUDGET = 1000.0
"""Σ|β| at which figure 1 is read."""
HALVINGS = 200


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Walk both paths; nothing is drawn from the seed."""
    del seed
    X, y = diabetes()

    def direction(A: Array) -> tuple[Array, float]:
        found = (method or reference)(A)
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise ValueError(f"{METHOD} returned {type(found).__name__}: return (v, cosine)")
        v = returned.floats(found[0], (A.shape[1],), "v", METHOD)
        return v, returned.one(found[1], "a cosine", METHOD)

    lar, lasso = lars(X, y, direction=direction), lars(X, y, lasso=True, direction=direction)
    chosen = at_budget(lasso, BUDGET)
    ridge = ridge_of_budget(X, y, BUDGET)
    return {
        "first_four": _digits(lasso.entered[:4]),
        "last": float(lasso.entered[-1] + 1),
        "sum_at_the_end": float(np.abs(lasso.w[-1]).sum()),
        "lasso_steps": float(len(lasso.w) - 1),
        "lar_steps": float(len(lar.w) - 1),
        "in_at_1000": float(np.count_nonzero(chosen)),
        "ridge_in_at_1000": float(np.count_nonzero(ridge)),
        "best_step": float(cp(X, y, lar).argmin()),
    }


def diabetes() -> tuple[Array, Array]:
    """Return the columns, centred and of length 1 (442, 10), and the answers, centred (442,)."""
    from sklearn.datasets import load_diabetes  # type: ignore[import-untyped]

    X, y = load_diabetes(return_X_y=True, scaled=False)
    X = X - X.mean(axis=0)
    return X / np.linalg.norm(X, axis=0), y - y.mean()


def at_budget(path: Path, budget: float) -> Array:
    """Return the weights where Σ|β| = budget: the path is straight from turn to turn."""
    sums = np.abs(path.w).sum(axis=1)
    k = int(np.argmax(sums > budget))
    share = (budget - sums[k - 1]) / (sums[k] - sums[k - 1])
    weights: Array = path.w[k - 1] + share * (path.w[k] - path.w[k - 1])
    return weights


def ridge_of_budget(X: Array, y: Array, budget: float) -> Array:
    """Return ridge's weights of the penalty at which Σ|β| = budget."""
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    low, high = 1e-6, 1e6  # of the penalty: from nearly no shrinking to nearly no weights
    for _ in range(HALVINGS):
        penalty = (low * high) ** 0.5
        # w = V diag(s / (s² + α)) Uᵀy
        w: Array = Vt.T @ (s / (s * s + penalty) * (U.T @ y))
        low, high = (penalty, high) if np.abs(w).sum() > budget else (low, penalty)
    return w


def cp(X: Array, y: Array, path: Path) -> Array:
    """Return Mallows' Cp after each step, its degrees of freedom the number of steps (eq. 4.10)."""
    n, d = X.shape
    residuals = ((y[:, None] - X @ path.w.T) ** 2).sum(axis=0)
    variance = residuals[-1] / (n - d - 1)  # of the noise, by least squares
    found: Array = residuals / variance - n + 2 * np.arange(len(path.w))
    return found


def _digits(columns: list[int]) -> float:
    """Return columns as the digits of a number, counted from 1: [2, 8, 3, 6] is 3947."""
    return float("".join(str(column + 1) for column in columns))
