"""Scaled dot-product attention in NumPy, one step a line, for one head: made to be looked at.

Each position asks a question (its query), each position offers a label (its key) and a content (its
value). The scores say how well question and label fit, softmax turns a row of scores into shares,
and the answer is the contents mixed in those shares:

    attention(Q, K, V) = softmax(Q Kᵀ / √d_k) V

The GPT trains on the same formula in torch, over many heads and texts at once, in `transformer`.

Source: Vaswani et al., Attention Is All You Need (2017), §3.2.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def scores(Q: Array, K: Array, scale: float | None = None) -> Array:
    """Return how well each query fits each key. Q (n, d_k), K (m, d_k) -> (n, m).

    scale: what the dot products are multiplied by; 1/√d_k unless given, which keeps the variance of
    a score at 1 when the entries of Q and K have variance 1.
    """
    # s_ij = q_i · k_j / √d_k
    fit: Array = Q @ K.T * (Q.shape[-1] ** -0.5 if scale is None else scale)
    return fit


def causal_mask(n: int) -> Array:
    """Return which scores are hidden: those of a position with a later one. bool (n, n)"""
    return np.triu(np.ones((n, n), dtype=bool), k=1)


def softmax(x: Array) -> Array:
    """Return each row's shares, e^x / Σ e^x. x (..., m), a hidden score being -∞."""
    # softmax(x) = softmax(x - max x): no exponent is above 0, so none overflows
    shares: Array = np.exp(x - np.max(x, axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares


def weights(Q: Array, K: Array, causal: bool = False, scale: float | None = None) -> Array:
    """Return the shares in which each position mixes the values. (n, m), each row sums to 1.

    causal: position i sees the positions up to i only; it needs as many keys as queries.
    """
    fit = scores(Q, K, scale)
    if causal:
        # before the softmax, with -∞: hiding a share after it would leave the row short of 1
        fit = np.where(causal_mask(len(fit)), -np.inf, fit)
    return softmax(fit)


def attention(
    Q: Array, K: Array, V: Array, causal: bool = False, scale: float | None = None
) -> Array:
    """Return the values mixed for each query. Q (n, d_k), K (m, d_k), V (m, d_v) -> (n, d_v)."""
    mixed: Array = weights(Q, K, causal, scale) @ V
    return mixed


def entropy(shares: Array) -> Array:
    """Return how undecided each row is, -Σ p ln p in nats. shares (..., m) -> (...).

    0 when one share is all, ln m when all are alike.
    """
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0.0)
    undecided: Array = -(shares * logs).sum(axis=-1)
    return undecided


def own_slopes(shares: Array) -> Array:
    """Return how much a share moves when its own score does: ∂p_j/∂s_j = p_j (1 - p_j)."""
    slopes: Array = shares * (1.0 - shares)
    return slopes
