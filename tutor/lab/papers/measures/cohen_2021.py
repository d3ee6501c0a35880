"""Full-batch descent on digits: the sharpness climbs to 2/lr and stays there.

Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability (2021),
figure 1 and §3. Theirs: CIFAR-10 and larger networks. Here: 500 digits of 8 by 8 pixels, one hidden
layer of 64 tanh units, the mean squared error. What they claim of all networks must hold here too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import digits, tanh_net
from tutor.ml.sharpness import power_iteration

Array = npt.NDArray[Any]

METHOD = "update"
"""update(weights, velocity, grad, lr) -> (weights, velocity), all arrays of shape (n,).

The velocity is zeros at first and the method's own: descent has no use for it, momentum has.
"""

SIZES = tanh_net.Sizes(digits.N_PIXELS, 64, digits.N_CLASSES)
N_DIGITS = 500
STEP_SIZES = {"04": 0.4, "06": 0.6, "08": 0.8}
TIME = 1800.0  # lr times steps: each step size goes equally far along the same flow
WATCHED = 500  # steps at the end over which the sharpness is averaged
EVERY = 10  # steps from one look at the sharpness to the next
FIRST_TURNS, TURNS = 60, 3  # multiplications by the Hessian at the first look, and at the others


def reference(weights: Array, velocity: Array, grad: Array, lr: float) -> tuple[Array, Array]:
    """Step against the gradient, and leave the velocity alone."""
    return weights - lr * grad, velocity


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Train from the same first weights with each step size."""
    update = method or reference
    numbers: dict[str, float] = {}
    falls = []
    for name, lr in STEP_SIZES.items():
        run = train(lr, update, np.random.default_rng(seed))
        numbers[f"ratio_lr_{name}"] = run["ratio"]
        numbers[f"loss_rises_{name}"] = run["rises"]
        numbers["start_sharpness"] = run["start_sharpness"]
        falls.append(run["late_loss"] < run["start_loss"])
    return numbers | {"loss_falls": float(all(falls))}


def train(
    lr: float, update: Callable[..., Any], rng: np.random.Generator, time: float = TIME
) -> dict[str, float]:
    """Take time / lr steps; return the loss and the sharpness at the start and over the end.

    ratio: the sharpness at the end over 2/lr, where descent becomes unstable. rises: the share of
    the last steps in which the loss went up.
    """
    X, T = _digits()
    w = tanh_net.initial(SIZES, rng)
    velocity = np.zeros_like(w)
    sharpest = rng.normal(size=w.size)
    steps = round(time / lr)
    losses = np.empty(steps)
    looks: list[float] = []
    for t in range(steps):
        seen = tanh_net.forward(SIZES, w, X, T)
        losses[t] = seen.loss
        if t == 0 or (t >= steps - WATCHED and t % EVERY == 0):
            turns = TURNS if len(looks) > 1 else FIRST_TURNS
            found = power_iteration(partial(tanh_net.hessian_product, seen), sharpest, turns)
            sharpest = found.direction
            looks.append(found.value)
        moved = update(w, velocity, tanh_net.gradient(seen), lr)
        w, velocity = returned.alike(moved, w.shape, ("weights", "velocity"), METHOD)
    late = losses[-WATCHED:]
    return {
        "start_loss": float(losses[0]),
        "late_loss": float(late.mean()),
        "start_sharpness": looks[0],
        "ratio": float(np.mean(looks[1:])) * lr / 2.0,
        "rises": float(np.mean(np.diff(late) > 0.0)),
    }


def _digits() -> tuple[Array, Array]:
    data = digits.load()
    return data.pixels[:N_DIGITS], np.eye(digits.N_CLASSES)[data.labels[:N_DIGITS]]
