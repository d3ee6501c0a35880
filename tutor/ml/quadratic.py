"""Gradient descent on a quadratic bowl: everything that can be said exactly.

The bowl is f(w) = 1/2 sum_i λ_i w_i^2 with curvatures λ_i > 0, its axes already turned to the
eigenvectors of the Hessian. The step is Polyak's heavy ball, which is plain gradient descent when
the momentum β is 0:

    w_{t+1} = w_t - η λ w_t + β (w_t - w_{t-1})

Each axis obeys this on its own, so its whole future is the two roots of z^2 - (1 + β - ηλ) z + β.

Sources: Nesterov, Lectures on Convex Optimization (2018), §2.1, for the plain step; Polyak, Some
methods of speeding up the convergence of iteration methods (1964), for the heavy ball.
"""

from __future__ import annotations

from math import fsum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def value(curvatures: Array, w: Array) -> float:
    """Return the height f(w). curvatures (d,), w (d,)."""
    # f(w) = 1/2 sum λ w^2, rounded once: BLAS's fused products differ between machines
    return 0.5 * fsum((curvatures * w * w).tolist())


def gradient(curvatures: Array, w: Array) -> Array:
    """Return the slope of f at w. curvatures (d,), w (d,) -> (d,)."""
    # ∂f/∂w_i = λ_i w_i
    slope: Array = curvatures * w
    return slope


def largest_stable_step(curvatures: Array, momentum: float = 0.0) -> float:
    """Return the edge: every start settles below this step size, almost none above it."""
    # the root on the negative side reaches -1 when 1 + (1 + β - ηλ) + β = 0
    return 2.0 * (1.0 + momentum) / float(np.max(curvatures))


def factors(curvatures: Array, lr: float, momentum: float = 0.0) -> Array:
    """Return what each axis is multiplied by per step, in the long run. curvatures (d,) -> (d,).

    1 - ηλ without momentum. With it, the root of largest modulus: signed where the roots are real,
    and the modulus sqrt(β) where they are a complex pair and the axis turns.
    """
    # z = (b ± sqrt(b^2 - 4β)) / 2 with b = 1 + β - ηλ; the sign of b picks the larger root
    b = 1.0 + momentum - lr * curvatures  # (d,)
    discriminant = b * b - 4.0 * momentum
    real = 0.5 * (b + np.copysign(np.sqrt(np.maximum(discriminant, 0.0)), b))
    found: Array = np.where(discriminant < 0.0, np.sqrt(momentum), real)
    return found


def turns(curvatures: Array, lr: float, momentum: float = 0.0) -> Array:
    """Say which axes spiral: their roots are a complex pair. curvatures (d,) -> bool (d,)."""
    b = 1.0 + momentum - lr * curvatures  # (d,)
    spirals: Array = b * b < 4.0 * momentum
    return spirals


class Tuned(NamedTuple):
    """The best fixed setting for a bowl, and the factor its error shrinks by per step."""

    lr: float
    momentum: float
    rate: float


def best_plain(curvatures: Array) -> Tuned:
    """Return the best step without momentum: both extreme axes get factors of one size (§2.1)."""
    low, high = float(np.min(curvatures)), float(np.max(curvatures))
    # η = 2 / (λ_min + λ_max),  rate (κ - 1) / (κ + 1) with κ = λ_max / λ_min
    return Tuned(2.0 / (low + high), 0.0, (high - low) / (high + low))


def best_heavy_ball(curvatures: Array) -> Tuned:
    """Return the best step and momentum: κ is replaced by its square root (Polyak 1964)."""
    low, high = float(np.sqrt(np.min(curvatures))), float(np.sqrt(np.max(curvatures)))
    # rate ρ = (√κ - 1) / (√κ + 1),  β = ρ^2,  η = 4 / (√λ_min + √λ_max)^2
    rate = (high - low) / (high + low)
    return Tuned(4.0 / (low + high) ** 2, rate * rate, rate)
