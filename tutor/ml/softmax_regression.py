"""Softmax regression: a weight for each input and class, fitted by descent on the cross-entropy.

    logits = X W + b,   ∂loss/∂W = Xᵀ D,   ∂loss/∂b = Σ_rows D,   ∂loss/∂X = D Wᵀ

with D the slope of the mean loss by the logits. The loss has one valley, so there is one answer to
be approached; where a line parts the classes it lies infinitely far out, and the weights grow for
as long as one descends.

Source: Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml import cross_entropy

Array = npt.NDArray[Any]


class Weights(NamedTuple):
    """W (d, k), b (k,)."""

    W: Array
    b: Array


def probabilities(weights: Weights, X: Array) -> Array:
    """Return the probability of each class. X (n, d) -> (n, k)"""
    return cross_entropy.softmax(X @ weights.W + weights.b)


def fit(X: Array, y: Array, n_classes: int, steps: int, lr: float) -> Weights:
    """Descend from zero, all examples at each step. X (n, d), y (n,) of classes."""
    W, b = np.zeros((X.shape[1], n_classes)), np.zeros(n_classes)
    for _ in range(steps):
        D = cross_entropy.slope(probabilities(Weights(W, b), X), y)  # (n, k)
        W, b = W - lr * X.T @ D, b - lr * D.sum(axis=0)
    return Weights(W, b)


def slope_by_input(weights: Weights, X: Array, y: Array) -> Array:
    """Return the slope of each example's own loss by its inputs. X (n, d), y (n,) -> (n, d)"""
    P = probabilities(weights, X)
    by_input: Array = (P - np.eye(P.shape[1])[y]) @ weights.W.T
    return by_input
