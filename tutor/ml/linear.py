"""Linear regression: its cost, the slope of the cost, and the exact bottom, plain and with ridge.

A row of X is a house, a column a feature, and X w the predictions. There is no intercept: take the
averages off the columns and off y first, and none is needed.

Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §3.2 and §3.4.1;
Hoerl and Kennard, Ridge regression (Technometrics, 1970).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def mse(X: Array, y: Array, w: Array) -> float:
    """Return the mean squared error of the predictions X w. X (n, d), y (n,), w (d,)."""
    # f(w) = 1/n ||X w - y||^2
    residual = X @ w - y  # (n,)
    return float(residual @ residual) / len(y)


def mse_gradient(X: Array, y: Array, w: Array) -> Array:
    """Return the slope of the mean squared error at w. X (n, d), y (n,), w (d,) -> (d,)."""
    # ∇f(w) = 2/n X^T (X w - y)
    slope: Array = 2 / len(y) * (X.T @ (X @ w - y))
    return slope


def curvatures(X: Array) -> Array:
    """Return the curvatures of the mean squared error, steepest first. X (n, d) -> (d,)."""
    # the eigenvalues of ∇²f = 2/n X^T X; the singular values keep twice the digits
    return 2 / len(X) * np.linalg.svd(X, compute_uv=False) ** 2


def condition_number(X: Array) -> float:
    """Return the ratio of the steepest curvature to the flattest; inf where one is 0."""
    steepest, *_, flattest = np.linalg.svd(X, compute_uv=False)
    return float((steepest / flattest) ** 2) if flattest > 0.0 else np.inf


def least_squares(X: Array, y: Array) -> Array:
    """Return the weights of least cost; the shortest of them where many tie. -> (d,)."""
    # X = U S V^T, so the bottom is V S^-1 U^T y over the directions in which X has any length
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > max(X.shape) * np.finfo(s.dtype).eps * s[0]
    weights: Array = Vt[kept].T @ (U[:, kept].T @ y / s[kept])
    return weights


def ridge(X: Array, y: Array, alpha: float) -> Array:
    """Return the weights that minimize ||X w - y||^2 + alpha ||w||^2, for alpha > 0. -> (d,).

    The sum of squares, not their mean, as in scikit-learn's `Ridge`.
    """
    # (X^T X + α I) w = X^T y
    weights: Array = np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)
    return weights


def shrink_factors(X: Array, alpha: float) -> Array:
    """Return the share of the least-squares answer that ridge keeps in each direction, -> (d,).

    The directions are the eigenvectors of X^T X, the longest first.
    """
    # λ / (λ + α)
    lengths = np.linalg.svd(X, compute_uv=False) ** 2  # (d,)
    kept: Array = lengths / (lengths + alpha)
    return kept
