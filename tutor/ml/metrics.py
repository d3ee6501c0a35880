"""How wrong predictions are, in one number. y is the truth and y_hat the prediction, both (n,)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def mean_squared_error(y: Array, y_hat: Array) -> float:
    """Return the average of the squared errors, in the square of y's unit."""
    return float(np.mean((y_hat - y) ** 2))


def rmse(y: Array, y_hat: Array) -> float:
    """Return the root of the mean squared error, in y's own unit; large errors weigh most."""
    return float(np.sqrt(mean_squared_error(y, y_hat)))


def mae(y: Array, y_hat: Array) -> float:
    """Return the average size of an error, in y's own unit."""
    return float(np.mean(np.abs(y_hat - y)))


def rmsle(y: Array, y_hat: Array) -> float:
    """Return the root mean squared error of log(1 + y): errors as ratios, for values above -1."""
    return rmse(np.log1p(y), np.log1p(y_hat))


def r2(y: Array, y_hat: Array) -> float:
    """Return the share of y's variance that the predictions explain.

    1 is perfect, 0 is no better than the average of y, and below 0 is worse than that. y must not
    be constant.
    """
    # 1 - Σ (y - y_hat)^2 / Σ (y - mean)^2
    return 1.0 - mean_squared_error(y, y_hat) / float(np.var(y))
