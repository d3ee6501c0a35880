"""A network that a paper might describe in one sentence, and six details the sentence leaves open.

    Z = X W₁,  N = LayerNorm(Z),  H = GELU(N),  logits = H W₂,  loss = cross-entropy

Each detail has two readings that people have really shipped: LayerNorm's ε and its variance, how
weight decay enters, what momentum keeps, whether the loss is a mean or a sum, and which GELU. Every
tensor of a step is returned by name in the order of computation, so that two programs can be laid
side by side. The steps are those of Loshchilov and Hutter (2019), Alg. 1 and 2, without schedule.

Sources: Ba et al. (2016) and Hendrycks and Gimpel (2016) for the layers; Kingma and Ba (2015).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml import cross_entropy, gelu, layer_norm

Array = npt.NDArray[Any]
Tensors = dict[str, Array]
Product = Callable[[Array, Array], Array]

ADAMW, MOMENTUM = "AdamW", "momentum"
OPTIMIZERS = (ADAMW, MOMENTUM)
LR = {ADAMW: 0.003, MOMENTUM: 0.3}
BETA1, BETA2, EPS, DECAY = 0.9, 0.999, 1e-8, 0.01
WEIGHTS = ("W2", "W1")
"""In the order in which the way back meets them."""


class Reading(NamedTuple):
    """How the six details are read; the defaults are the reference's."""

    eps: float = 1e-5
    unbiased: bool = False
    """Whether LayerNorm's variance divides by d - 1."""
    decay_in_slope: bool = False
    """Whether λ w is added to the slope, which is L2, and not taken off beside the step."""
    momentum_sums: bool = False
    """Whether m is a sum of slopes, m ← β m + g, and not a mean, m ← β m + (1 - β) g."""
    loss_sums: bool = False
    """Whether the loss of a batch is the sum over its images."""
    gelu_by_tanh: bool = False


REFERENCE = Reading()
OTHERS = {
    "ε": Reading(eps=1e-6),
    "variance": Reading(unbiased=True),
    "decay": Reading(decay_in_slope=True),
    "momentum": Reading(momentum_sums=True),
    "loss": Reading(loss_sums=True),
    "GELU": Reading(gelu_by_tanh=True),
}
"""The other reading of each detail, by what it is about."""


def begin(n_in: int, n_hidden: int, n_out: int, rng: np.random.Generator) -> Tensors:
    """Return a state before its first step: weights of variance 1/n, running means of 0."""
    W1 = rng.normal(size=(n_in, n_hidden)) / np.sqrt(n_in)
    W2 = rng.normal(size=(n_hidden, n_out)) / np.sqrt(n_hidden)
    zeros = {f"{mean} {w}": np.zeros_like(W) for mean in "mv" for w, W in (("W1", W1), ("W2", W2))}
    return {"W1": W1, "W2": W2, **zeros}


def logits(state: Mapping[str, Array], X: Array, reading: Reading) -> Array:
    """Return the scores of images. X (n, d) -> (n, k)."""
    normed = layer_norm.forward(X @ state["W1"], reading.eps, reading.unbiased)
    return np.asarray(_bend(reading)(normed.value).value @ state["W2"])


def step(
    state: Mapping[str, Array],
    X: Array,
    y: Array,
    t: int,
    optimizer: str,
    reading: Reading = REFERENCE,
    product: Product = np.matmul,
) -> tuple[Tensors, Tensors]:
    """Train once on X (n, d) of classes y (n,); t counts from 1.

    Return every tensor of the step by name, in the order of computation, and the new state. All are
    of the dtype of X and the state. product: the matrix product, whose order of sums is free.
    """
    n = 1 if reading.loss_sums else len(y)
    Z = product(X, state["W1"])  # (n, h)
    normed = layer_norm.forward(Z, reading.eps, reading.unbiased)
    H = _bend(reading)(normed.value)
    scores = product(H.value, state["W2"])  # (n, k)
    logs = cross_entropy.log_softmax(scores)
    rows = np.arange(len(y))
    loss = np.asarray(-logs[rows, y].sum() / n, X.dtype)
    D = np.exp(logs)
    D[rows, y] -= 1.0  # ∂loss/∂scores = (p - [k = y]) / n
    D = D / n
    dN = product(D, state["W2"].T) * H.slope
    grads = {
        "W2": product(H.value.T, D),
        "W1": product(X.T, layer_norm.backward(dN, normed, reading.unbiased)),
    }
    new = {k: v for w in WEIGHTS for k, v in _moved(state, w, grads[w], t, optimizer, reading)}
    tensors = {"images": X, "Z": Z, "norm": normed.value, "H": H.value, "logits": scores}
    tensors |= {"loss": loss} | {f"∂{w}": grads[w] for w in WEIGHTS}
    tensors |= {f"m {w}": new[f"m {w}"] for w in WEIGHTS} | {f"new {w}": new[w] for w in WEIGHTS}
    return tensors, new


TENSORS = (
    *("images", "Z", "norm", "H", "logits", "loss", "∂W2", "∂W1"),
    *("m W2", "m W1", "new W2", "new W1"),
)
"""The names that `step` returns, in the order of computation."""


def _bend(reading: Reading) -> Callable[[Array], gelu.Bent]:
    return gelu.by_tanh if reading.gelu_by_tanh else gelu.exact


def _moved(
    state: Mapping[str, Array], w: str, grad: Array, t: int, optimizer: str, reading: Reading
) -> list[tuple[str, Array]]:
    """Return the new running means and the new weights of one matrix, by name."""
    W, m, v, lr = state[w], state[f"m {w}"], state[f"v {w}"], LR[optimizer]
    # decay beside the step: W ← (1 - η λ) W;  in the slope: g ← g + λ W
    if reading.decay_in_slope:
        grad = grad + DECAY * W
    else:
        W = (1.0 - lr * DECAY) * W
    m = BETA1 * m + (1.0 if reading.momentum_sums else 1.0 - BETA1) * grad
    move = m
    if optimizer == ADAMW:
        v = BETA2 * v + (1.0 - BETA2) * grad * grad
        move = m / (1.0 - BETA1**t) / (np.sqrt(v / (1.0 - BETA2**t)) + EPS)
    return [(f"m {w}", m), (f"v {w}", v), (w, W - lr * move)]
