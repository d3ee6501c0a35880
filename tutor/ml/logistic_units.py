"""The networks of 1986: a layer of logistic units, one logistic output, every pattern at each step.

    h = σ(X W₁ + b₁),   y = σ(h w₂ + b₂ + X d),   E = ½ Σ (y - target)²,   σ(x) = 1 / (1 + e⁻ˣ)

The direct links d, from the inputs past the hidden units to the output, are there or not. All
weights are one flat vector, so a rule that moves them is one line. E is a sum over the patterns,
as in the paper, and not a mean: a step size keeps the paper's meaning.

Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating errors,
Nature 323 (1986), equations 1 to 9.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Sizes(NamedTuple):
    """How many inputs and hidden units, and whether inputs reach the output directly too."""

    n_in: int
    n_hidden: int
    direct: bool = False

    @property
    def n_weights(self) -> int:
        """The length of the flat vector."""
        return (self.n_in + 2) * self.n_hidden + 1 + self.n_in * self.direct


class Weights(NamedTuple):
    """Views of the flat vector."""

    W1: Array  # (n_in, n_hidden)
    b1: Array  # (n_hidden,)
    w2: Array  # (n_hidden,)
    b2: Array  # (1,)
    d: Array  # (n_in,), or (0,) without direct links


def parts(sizes: Sizes, flat: Array) -> Weights:
    """Return the weights by name. flat (n_weights,)"""
    n_in, n_hidden, _ = sizes
    W1, b1, w2, b2, d = np.split(
        flat, np.cumsum([n_in * n_hidden, n_hidden, n_hidden, 1], dtype=int)
    )
    return Weights(W1.reshape(n_in, n_hidden), b1, w2, b2, d)


def initial(sizes: Sizes, spread: float, rng: np.random.Generator) -> Array:
    """Draw every weight uniformly between -spread and spread. (n_weights,)"""
    return rng.uniform(-spread, spread, sizes.n_weights)


def forward(sizes: Sizes, flat: Array, X: Array) -> tuple[Array, Array]:
    """Return the hidden units and the output for each pattern. X (n, n_in) -> (n, h), (n,)."""
    w = parts(sizes, flat)
    h = _logistic(X @ w.W1 + w.b1)
    total = h @ w.w2 + w.b2
    return h, _logistic(total + X @ w.d if sizes.direct else total)


def error(y: Array, target: Array) -> float:
    """Return E = ½ Σ (y - target)² (equation 3)."""
    return float(0.5 * np.sum((y - target) ** 2))


def gradient(sizes: Sizes, flat: Array, X: Array, target: Array) -> tuple[Array, Array]:
    """Return the slope of E by every weight, and the outputs it was found at. (n_weights,), (n,)

    ∂E/∂x = (y - target) y (1 - y) at the output (equation 5), and the chain rule from there back.
    """
    w = parts(sizes, flat)
    h, y = forward(sizes, flat, X)
    dx = (y - target) * y * (1.0 - y)  # (n,)
    da = np.outer(dx, w.w2) * h * (1.0 - h)  # (n, n_hidden)
    slopes = [(X.T @ da).ravel(), da.sum(axis=0), h.T @ dx, [dx.sum()]]
    if sizes.direct:
        slopes.append(X.T @ dx)
    return np.concatenate(slopes), y


def momentum_step(
    weights: Array, velocity: Array, grad: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Move by the last move's share and against the slope (equation 9); return both, anew.

    Here the velocity is the move itself, the step size already in it.
    """
    # Δw(t) = -ε ∂E/∂w(t) + α Δw(t - 1)
    velocity = momentum * velocity - lr * grad
    return weights + velocity, velocity


def _logistic(x: Array) -> Array:
    # by tanh: no exponential overflows, however far from zero a unit is driven
    half: Array = 0.5 * (1.0 + np.tanh(0.5 * x))
    return half
