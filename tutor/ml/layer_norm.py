"""LayerNorm: each row of numbers is moved to mean 0 and stretched to variance 1.

    y = (x - μ) / √(σ² + ε),   μ = mean of the row,   σ² = Σ (x - μ)² / d

Two details are easily read in another way. ε is 1e-5 in PyTorch, 1e-6 in JAX's Flax and 1e-12 in
BERT. And σ² divides by d, the biased variance, while `torch.var` divides by d - 1 unless told
otherwise. Here without the weights that may follow, as `elementwise_affine=False` in PyTorch.

Source: Ba, Kiros and Hinton, Layer Normalization (2016), equation 3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Normed(NamedTuple):
    """The normalised rows, and what the way back needs. value (n, d), scale (n, 1) = √(σ² + ε)."""

    value: Array
    scale: Array


def forward(x: Array, eps: float = 1e-5, unbiased: bool = False) -> Normed:
    """Normalise each row. x (n, d) with d at least 2. unbiased: divide by d - 1."""
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred * centred).sum(axis=1, keepdims=True) / (x.shape[1] - unbiased)  # (n, 1)
    scale = np.sqrt(variance + eps)
    return Normed(centred / scale, scale)


def backward(dy: Array, normed: Normed, unbiased: bool = False) -> Array:
    """Return the slope of the loss by x from that by y. dy (n, d) -> (n, d)."""
    # ∂x = (∂y - mean(∂y) - y Σ(∂y y)/d) / scale: moving or stretching a whole row changes nothing
    along = (dy * normed.value).sum(axis=1, keepdims=True) / (dy.shape[1] - unbiased)
    dx: Array = (dy - dy.mean(axis=1, keepdims=True) - normed.value * along) / normed.scale
    return dx
