"""A network with one hidden layer on a batch of inputs: forward, and backward by hand.

    Z = X W1 + b1,   H = max(Z, 0),   logits = H W2 + b2,   P = softmax(logits)

The way back is the chain rule, once per line and in reverse order. With D = ∂loss/∂logits,

    ∂W2 = Hᵀ D,   ∂b2 = Σ_rows D,   ∂Z = (D W2ᵀ) where Z > 0,   ∂W1 = Xᵀ ∂Z,   ∂b1 = Σ_rows ∂Z

Sources: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors (1986);
He et al., Delving deep into rectifiers (2015), §2.2, for the size of the first weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml import cross_entropy

Array = npt.NDArray[Any]
Tensors = dict[str, Array]

NAMES = ("W1", "b1", "W2", "b2")


def initial(n_inputs: int, width: int, n_classes: int, rng: np.random.Generator) -> Tensors:
    """Draw the first weights: normal with variance 2 / fan-in (He et al.), the biases 0."""
    return {
        "W1": rng.normal(size=(n_inputs, width)) * np.sqrt(2.0 / n_inputs),
        "b1": np.zeros(width),
        "W2": rng.normal(size=(width, n_classes)) * np.sqrt(2.0 / width),
        "b2": np.zeros(n_classes),
    }


def scores(params: Mapping[str, Array], X: Array) -> tuple[Array, Array, Array]:
    """Return Z, H and the logits. X (n, d) -> (n, h), (n, h), (n, k)."""
    Z = X @ params["W1"] + params["b1"]
    H = np.maximum(Z, 0.0)
    return Z, H, H @ params["W2"] + params["b2"]


def forward(params: Mapping[str, Array], X: Array) -> Tensors:
    """Return everything on the way, kept by name for the way back. X (n, d)."""
    Z, H, logits = scores(params, X)
    return {"X": X, "Z": Z, "H": H, "logits": logits, "P": cross_entropy.softmax(logits)}


def backward(params: Mapping[str, Array], cache: Mapping[str, Array], y: Array) -> Tensors:
    """Return the slope of the mean loss by every parameter, under its name.

    cache: what `forward` returned. y (n,): the classes.
    """
    D = cross_entropy.slope(cache["P"], y)  # (n, k)
    dH = D @ params["W2"].T  # (n, h)
    dZ = dH * (cache["Z"] > 0)  # (n, h): a unit that was off passes nothing back
    return {
        "W1": cache["X"].T @ dZ,  # (d, h)
        "b1": dZ.sum(axis=0),  # (h,)
        "W2": cache["H"].T @ D,  # (h, k)
        "b2": D.sum(axis=0),  # (k,)
    }


def error_rate(params: Mapping[str, Array], X: Array, y: Array) -> float:
    """Return the share of the inputs whose most probable class is not theirs. X (n, d), y (n,)."""
    _, _, logits = scores(params, X)
    return float((logits.argmax(axis=1) != y).mean())
