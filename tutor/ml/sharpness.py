"""Sharpness: the largest curvature of a loss, found without writing its Hessian down.

Multiply any vector by the Hessian again and again, and it turns to the direction of the eigenvalue
of largest size; the factor it grows by is that eigenvalue (von Mises and Pollaczek-Geiringer 1929).
While a network trains its Hessian changes a little at each step, so a vector kept from the step
before is nearly right, and one multiplication a step keeps up.

Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability (2021),
watch this number during training.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Curvature(NamedTuple):
    """An eigenvalue of largest size and its direction, a unit vector. (n,)"""

    value: float
    direction: Array


def power_iteration(product: Callable[[Array], Array], v: Array, steps: int = 1) -> Curvature:
    """Turn v toward the sharpest direction, `steps` times. product: v -> H v.

    The value is the Rayleigh quotient vᵀHv / vᵀv, whose error is the square of the direction's.
    """
    value = 0.0
    for _ in range(steps):
        v = v / np.linalg.norm(v)
        turned = product(v)
        value = float(v @ turned)
        if not np.any(turned):  # flat along v: no direction is sharper than another
            break
        v = turned
    return Curvature(value, v / np.linalg.norm(v))
