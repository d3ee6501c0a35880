"""A network of one hidden layer, with its loss, its gradient and its Hessian, times a vector.

    h = tanh(X W₁ + b₁),  z = h W₂ + b₂,  loss = mean (z - T)²  over examples and outputs

The weights are one flat vector, so an optimizer, a step along a direction and a dot product are
single lines. The Hessian of n weights has n² entries; times a vector it costs two passes, because
it is the derivative of the gradient along that vector.

Source: Pearlmutter, Fast exact multiplication by the Hessian (1994), the R-operator: R{q} is the
derivative of q along v, and obeys the rules of any derivative.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Sizes(NamedTuple):
    """How many inputs, hidden units and outputs a network has."""

    n_in: int
    n_hidden: int
    n_out: int

    @property
    def n_weights(self) -> int:
        """The length of the flat vector: both matrices and both biases."""
        return (self.n_in + 1) * self.n_hidden + (self.n_hidden + 1) * self.n_out


def initial(sizes: Sizes, rng: np.random.Generator) -> Array:
    """Draw weights as `torch.nn.Linear` does: uniform within ±1/√(inputs of the layer). (n,)"""
    first = rng.uniform(-1.0, 1.0, (sizes.n_in + 1) * sizes.n_hidden) / np.sqrt(sizes.n_in)
    second = rng.uniform(-1.0, 1.0, (sizes.n_hidden + 1) * sizes.n_out) / np.sqrt(sizes.n_hidden)
    return np.concatenate([first, second])


def layers(sizes: Sizes, w: Array) -> tuple[Array, Array, Array, Array]:
    """Return W₁ (n_in, n_hidden), b₁, W₂ (n_hidden, n_out), b₂ as views of the flat vector."""
    n_in, n_hidden, n_out = sizes
    ends = np.cumsum([n_in * n_hidden, n_hidden, n_hidden * n_out])
    W1, b1, W2, b2 = np.split(w, ends)
    return W1.reshape(n_in, n_hidden), b1, W2.reshape(n_hidden, n_out), b2


class Pass(NamedTuple):
    """One pass over the data: what a second pass needs of it."""

    sizes: Sizes
    w: Array
    X: Array  # (n, n_in)
    h: Array  # (n, n_hidden)
    error: Array  # z - T, (n, n_out)

    @property
    def loss(self) -> float:
        """The mean square of the error over examples and outputs."""
        return float(np.mean(self.error * self.error))


def forward(sizes: Sizes, w: Array, X: Array, T: Array) -> Pass:
    """Run the network over X (n, n_in), to be compared with T (n, n_out)."""
    W1, b1, W2, b2 = layers(sizes, w)
    h = np.tanh(X @ W1 + b1)  # (n, n_hidden)
    return Pass(sizes, w, X, h, h @ W2 + b2 - T)


def gradient(seen: Pass) -> Array:
    """Return the slope of the loss by every weight. (n_weights,)"""
    _, _, W2, _ = layers(seen.sizes, seen.w)
    dz = seen.error * (2.0 / seen.error.size)  # (n, n_out)
    da = (dz @ W2.T) * (1.0 - seen.h * seen.h)  # (n, n_hidden)
    return _flat(seen.X.T @ da, da.sum(axis=0), seen.h.T @ dz, dz.sum(axis=0))


def hessian_product(seen: Pass, v: Array) -> Array:
    """Return the Hessian of the loss times v, exactly. (n_weights,) -> (n_weights,)"""
    X, h = seen.X, seen.h
    _, _, W2, _ = layers(seen.sizes, seen.w)
    V1, c1, V2, c2 = layers(seen.sizes, v)
    slope = 1.0 - h * h
    scale = 2.0 / seen.error.size
    dz = seen.error * scale
    dh = dz @ W2.T
    r_h = slope * (X @ V1 + c1)  # R{h}, (n, n_hidden)
    r_dz = (r_h @ W2 + h @ V2 + c2) * scale  # R{∂loss/∂z}
    r_da = (r_dz @ W2.T + dz @ V2.T) * slope - 2.0 * dh * h * r_h
    return _flat(X.T @ r_da, r_da.sum(axis=0), r_h.T @ dz + h.T @ r_dz, r_dz.sum(axis=0))


def _flat(*parts: Array) -> Array:
    return np.concatenate([part.ravel() for part in parts])
