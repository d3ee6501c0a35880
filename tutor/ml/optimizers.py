"""Nine rules that turn a gradient into a step, in the order in which they were thought of.

Each is a pure function: weights, gradient and state in, new weights and new state out, every
argument left alone. A state is a tuple; `start` gives the one before the first step. All arrays
have the weights' shape, every operation is elementwise, and the defaults are PyTorch's.

Where two conventions exist, PyTorch's is taken: momentum's velocity is a sum of gradients (lr
multiplies it, so a change of lr acts at once), ε stands outside the root, lr scales the decay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
State = tuple[Any, ...]
Step = tuple[Array, State]


def sgd(w: Array, grad: Array, state: State, lr: float) -> Step:
    """Step against the gradient (Cauchy 1847; with noisy gradients, Robbins and Monro 1951)."""
    return w - lr * grad, state


def momentum(w: Array, grad: Array, state: State, lr: float, beta: float = 0.9) -> Step:
    """Keep a share β of the velocity (Polyak 1964, equation 9)."""
    (u,) = state
    # u ← β u + g,  w ← w - η u
    u = beta * u + grad
    return w - lr * u, (u,)


def nesterov(w: Array, grad: Array, state: State, lr: float, beta: float = 0.9) -> Step:
    """Look one step of the velocity ahead (Nesterov 1983, in the form of Sutskever et al. 2013)."""
    (u,) = state
    # u ← β u + g,  w ← w - η (g + β u)
    u = beta * u + grad
    return w - lr * (grad + beta * u), (u,)


def adagrad(w: Array, grad: Array, state: State, lr: float, eps: float = 1e-10) -> Step:
    """Divide by the root of the sum of all squares so far (Duchi, Hazan and Singer 2011, §1.1)."""
    (s,) = state
    # s ← s + g²,  w ← w - η g / (√s + ε)
    s = s + grad * grad
    return w - lr * grad / (np.sqrt(s) + eps), (s,)


def rmsprop(
    w: Array, grad: Array, state: State, lr: float, beta: float = 0.99, eps: float = 1e-8
) -> Step:
    """Divide by a root of a moving mean of squares (Tieleman and Hinton 2012, lecture 6e)."""
    (v,) = state
    # v ← β v + (1 - β) g²,  w ← w - η g / (√v + ε)
    v = beta * v + (1.0 - beta) * grad * grad
    return w - lr * grad / (np.sqrt(v) + eps), (v,)


def adadelta(
    w: Array, grad: Array, state: State, lr: float = 1.0, beta: float = 0.9, eps: float = 1e-6
) -> Step:
    """Give the step the weights' own unit: divide by past slopes, multiply by past steps.

    Zeiler 2012, Algorithm 1, which has no lr: that is lr = 1.
    """
    v, d = state
    # v ← β v + (1 - β) g²,  Δ = g √(d + ε) / √(v + ε),  d ← β d + (1 - β) Δ²,  w ← w - η Δ
    v = beta * v + (1.0 - beta) * grad * grad
    move = grad * np.sqrt(d + eps) / np.sqrt(v + eps)
    d = beta * d + (1.0 - beta) * move * move
    return w - lr * move, (v, d)


def adam(
    w: Array,
    grad: Array,
    state: State,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> Step:
    """Divide a moving mean of slopes by the root of one of squares (Kingma and Ba 2015, Alg. 1)."""
    m, v, t = state
    t = t + 1
    # m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²
    m = beta1 * m + (1.0 - beta1) * grad
    v = beta2 * v + (1.0 - beta2) * grad * grad
    # both start at 0 and are too small at first, by 1 - βᵗ if the slopes are all alike
    m_hat = m / (1.0 - beta1**t)
    v_hat = v / (1.0 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)


def adamw(
    w: Array,
    grad: Array,
    state: State,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> Step:
    """Shrink the weights beside Adam's step, not in it (Loshchilov and Hutter 2019, Alg. 2)."""
    # w ← (1 - η λ) w, then Adam with the gradient as it was: no √v divides the decay
    return adam((1.0 - lr * weight_decay) * w, grad, state, lr, beta1, beta2, eps)


def lion(
    w: Array,
    grad: Array,
    state: State,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.99,
    weight_decay: float = 0.0,
) -> Step:
    """Step by the sign of a moving mean, the same in each coordinate (Chen et al. 2023, Alg. 2)."""
    (m,) = state
    # w ← w - η (sign(β₁ m + (1 - β₁) g) + λ w),  m ← β₂ m + (1 - β₂) g
    move = np.sign(beta1 * m + (1.0 - beta1) * grad) + weight_decay * w
    return w - lr * move, (beta2 * m + (1.0 - beta2) * grad,)


STEPS: dict[str, Callable[..., Step]] = {
    "SGD": sgd,
    "momentum": momentum,
    "Nesterov": nesterov,
    "AdaGrad": adagrad,
    "RMSProp": rmsprop,
    "Adadelta": adadelta,
    "Adam": adam,
    "AdamW": adamw,
    "Lion": lion,
}
MEMORIES = {"SGD": 0, "Adadelta": 2, "Adam": 2, "AdamW": 2}
"""Arrays of the weights' shape in a state, where it is not one."""


def start(name: str, w: Array) -> State:
    """Return the state of a rule before its first step: zeros, and for Adam a count of steps."""
    zeros = tuple(np.zeros_like(w) for _ in range(MEMORIES.get(name, 1)))
    return (*zeros, 0) if name in ("Adam", "AdamW") else zeros


def memory_of(name: str, beta1: float, beta2: float, decay: float) -> tuple[float, ...]:
    """Return what a rule remembers by, in its own order: β₁ for slopes, β₂ for their squares."""
    if name in ("momentum", "Nesterov"):
        return (beta1,)
    if name in ("RMSProp", "Adadelta"):
        return (beta2,)
    return (beta1, beta2, decay) if name == "Lion" else ()


def stability_edge(name: str, lr: float, beta: float) -> float | None:
    """Return the curvature at which a rule stops settling on a bowl; None where lr cannot say.

    2/η without memory, 2 (1 + β)/η with momentum, 2 (1 + β)/(η (1 + 2 β)) with Nesterov's: where a
    root of the rule's recurrence reaches -1. The others rescale the slope, so it is not lr alone.
    """
    if name == "SGD":
        return 2.0 / lr
    if name == "momentum":
        return 2.0 * (1.0 + beta) / lr
    if name == "Nesterov":
        return 2.0 * (1.0 + beta) / (lr * (1.0 + 2.0 * beta))
    return None
