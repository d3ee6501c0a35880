"""Four backward passes of `mlp` that are not the gradient, three of which train all the same.

Each takes the right gradients and spoils them as a slip of the pen would. What the hidden layer is
told is where they differ:

    right              ∂Z = (D W2ᵀ) where Z > 0
    no ReLU mask       ∂Z =  D W2ᵀ
    random feedback    ∂Z = (D B) where Z > 0, with a fixed random B in the place of W2ᵀ
    hidden update off  ∂Z =  0
    sign               every slope is turned round

Random feedback is not always a slip: Lillicrap et al., Random synaptic feedback weights support
error backpropagation for deep learning (2016), propose it as what a brain could do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml import cross_entropy

Array = npt.NDArray[Any]
Tensors = dict[str, Array]

NONE, NO_MASK, RANDOM_FEEDBACK, HIDDEN_OFF, SIGN = BUGS = (
    "none",
    "no ReLU mask",
    "random feedback",
    "hidden update off",
    "sign",
)


def spoiled(
    bug: str,
    grads: Tensors,
    params: Mapping[str, Array],
    cache: Mapping[str, Array],
    y: Array,
    feedback: Array,
) -> Tensors:
    """Return what `backward` would have returned with the bug in it.

    grads: the right ones. params, cache, y: as given to `backward`. feedback (k, h): the B of
    random feedback.
    """
    if bug == NONE:
        return grads
    if bug == SIGN:
        return {name: -grad for name, grad in grads.items()}
    if bug == HIDDEN_OFF:
        return {**grads, "W1": np.zeros_like(grads["W1"]), "b1": np.zeros_like(grads["b1"])}
    D = cross_entropy.slope(cache["P"], y)  # (n, k)
    if bug == NO_MASK:
        dZ = D @ params["W2"].T  # (n, h)
    else:
        dZ = (D @ feedback) * (cache["Z"] > 0)  # (n, h)
    return {**grads, "W1": cache["X"].T @ dZ, "b1": dZ.sum(axis=0)}
