"""Softmax and cross-entropy: from scores to probabilities, to a loss, and to its slope.

    p_k = exp(s_k) / Σ_j exp(s_j),   loss = -log p_y,   ∂loss/∂s_k = p_k - [k = y]

The loss is in nats: 2.30 is the surprise at one of ten outcomes that seemed equally likely.

Source: Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def log_softmax(logits: Array) -> Array:
    """Return the logs of the probabilities. logits (n, k) -> (n, k)."""
    # log p = s - log Σ exp(s); the largest score is taken off first, so no exp overflows
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def softmax(logits: Array) -> Array:
    """Return the probabilities; each row sums to 1. logits (n, k) -> (n, k)."""
    probabilities: Array = np.exp(log_softmax(logits))
    return probabilities


def mean_loss(logits: Array, y: Array) -> float:
    """Return the mean of -log p_y over the rows, in nats. logits (n, k), y (n,) of classes."""
    return -float(log_softmax(logits)[np.arange(len(y)), y].mean())


def slope(P: Array, y: Array) -> Array:
    """Return the slope of the mean loss by the logits. P (n, k) probabilities, y (n,) -> (n, k)."""
    # D = (P - Y) / n, with Y the rows of the identity that y names
    D = P.copy()
    D[np.arange(len(y)), y] -= 1.0
    D /= len(y)
    return D
