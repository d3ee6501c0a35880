"""Change every input a little, each in the direction that hurts: the sum is a lot.

    x' = x + ε sign(∂loss/∂x)

No step of size ε at most in each input raises a linear score by more than this one, by ε Σ|w|: it
grows with the number of inputs, while what the eye sees, ε, stays as it was.

Source: Goodfellow, Shlens and Szegedy, Explaining and harnessing adversarial examples (2015), §3
and §4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def attack(X: Array, slope: Array, eps: float) -> Array:
    """Return the inputs moved by eps each, up the slope of the loss. X, slope (n, d) -> (n, d)"""
    moved: Array = X + eps * np.sign(slope)
    return moved
