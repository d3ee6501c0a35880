"""Adversarial digits: a quarter of the ink's range, each pixel in the right direction.

Goodfellow, Shlens and Szegedy, Explaining and harnessing adversarial examples (2015), §4: softmax
regression on MNIST, ε = 0.25 for pixels from 0 to 1. Here: 1000 of the 8 by 8 digits, the other 797
attacked. The pixels may leave the range from 0 to 1, as there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import digits, fast_gradient_sign, softmax_regression

Array = npt.NDArray[Any]

METHOD = "attack"
"""attack(X, slope, eps) -> X: images (n, 64), the slope of each one's loss by its pixels, ε."""
reference = fast_gradient_sign.attack

N_EXAMPLES = 1000
STEPS, LR = 3000, 1.0
EPS = 0.25
ROUND_OFF = 1e-9


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Fit the seed's digits, attack the others, and change them at random by as much."""
    rng, data = np.random.default_rng(seed), digits.load()
    order = rng.permutation(len(data.labels))
    learn, judge = order[:N_EXAMPLES], order[N_EXAMPLES:]
    weights = softmax_regression.fit(
        data.pixels[learn], data.labels[learn], digits.N_CLASSES, STEPS, LR
    )
    X, y = data.pixels[judge], data.labels[judge]
    slope = softmax_regression.slope_by_input(weights, X, y)
    attacked = returned.floats(
        (method or reference)(X.copy(), slope, EPS), X.shape, "images", METHOD
    )
    if np.abs(attacked - X).max() > EPS + ROUND_OFF:
        raise ValueError(f"{METHOD} changed a pixel by more than eps = {EPS}")
    P = softmax_regression.probabilities(weights, attacked)
    wrong = P.argmax(axis=1) != y
    shaken = X + EPS * rng.choice([-1.0, 1.0], X.shape)
    return {
        "error": _error(weights, X, y),
        "attacked_error": float(wrong.mean()),
        "confidence": float(P.max(axis=1)[wrong].mean()) if wrong.any() else np.nan,
        "shaken_error": _error(weights, shaken, y),
    }


def _error(weights: softmax_regression.Weights, X: Array, y: Array) -> float:
    return float(np.mean(softmax_regression.probabilities(weights, X).argmax(axis=1) != y))
