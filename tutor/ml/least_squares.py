"""Two ways to the same least squares, of which one keeps half of the digits.

    normal equations    (XᵀX) b = Xᵀy         what is in X is squared, its condition number too
    QR                  X = QR,  R b = Qᵀy    Q turns without stretching: R has X's own condition

Source: Golub, Numerical methods for solving linear least squares problems (1965); Trefethen and
Bau, Numerical Linear Algebra (1997), lectures 11 and 19.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def by_normal_equations(X: Array, y: Array) -> Array:
    """Return b by solving (XᵀX) b = Xᵀy, in the precision of X. X (n, d), y (n,) -> (d,)"""
    return np.linalg.solve(X.T @ X, X.T @ y)


def by_qr(X: Array, y: Array) -> Array:
    """Return b by an orthogonal factor of X. X (n, d), n >= d, of full rank; y (n,) -> (d,)"""
    Q, R = np.linalg.qr(X)  # (n, d), (d, d) upper triangular
    return np.linalg.solve(R, Q.T @ y)


def digits_in_common(found: Array, right: Array) -> Array:
    """Return how many digits of each number are right: -log10 of its relative error, 15 at most.

    McCullough, Assessing the reliability of statistical software (1998), calls it the LRE.
    """
    off = np.abs(found - right) / np.abs(right)
    digits: Array = -np.log10(np.maximum(off, 1e-15))
    return digits
