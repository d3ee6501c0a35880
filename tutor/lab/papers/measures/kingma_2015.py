"""How long Adam's steps are, in units of lr: with its bias correction, and without.

Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), §2.1, §3 and §6.4. A step that is
told that t is very large corrects nothing, since 1 - βᵗ is 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml.optimizers import adam

Array = npt.NDArray[Any]

METHOD = "adam_step"
"""adam_step(w, grad, m, v, t, lr, beta1, beta2, eps) -> (w, m, v): arrays (n,), t from 1."""

LR, EPS = 0.001, 1e-8
BETA1, BETA2 = 0.9, 0.999
NEVER = 10**9
"""A t at which nothing is corrected any more."""
STEPS = 20
QUIET = 10_000
"""Steps without a gradient, before the one that has one."""


def reference(
    w: Array,
    grad: Array,
    m: Array,
    v: Array,
    t: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[Array, Array, Array]:
    """Take one step by algorithm 1; t counts it."""
    w, (m, v, _) = adam(w, grad, (m, v, t - 1), lr, beta1, beta2, eps)
    return w, m, v


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Take steps along gradients that are known; nothing is drawn from the seed."""
    del seed
    step = method or reference

    def ratios(grads: list[float], correcting: bool = True, beta2: float = BETA2) -> Array:
        """Return the length of each step over lr, to the side that the gradient asks for."""
        w = m = v = np.zeros(1)
        found = []
        for t, grad in enumerate(grads, 1):
            told = t if correcting else NEVER
            moved = step(w.copy(), np.full(1, grad), m, v, told, LR, BETA1, beta2, EPS)
            after, m, v = returned.alike(moved, (1,), ("w", "m", "v"), METHOD)
            found.append(float(w[0] - after[0]) / LR)
            w = after
        return np.array(found)

    constant = ratios([1.0] * STEPS)
    bare = ratios([1.0] * STEPS, correcting=False)
    sparse = ratios([0.0] * QUIET + [1.0])
    return {
        "longest": float(constant.max()),
        "first_of_small_gradients": float(ratios([1e-4])[0]),
        "first_of_large_gradients": float(ratios([1e4])[0]),
        "after_silence": float(sparse[-1]),
        "first_without": float(bare[0]),
        "longest_without": float(bare.max()),
        "longest_without_at": float(bare.argmax() + 1),
        "first_without_beta2_09999": float(ratios([1.0], correcting=False, beta2=0.9999)[0]),
    }
