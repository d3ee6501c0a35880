"""Back-propagation with momentum on two tasks of 1986: mirror symmetry, and XOR.

Rumelhart, Hinton and Williams, Nature 323 (1986), figure 1, for the symmetry of six bits; the same,
Parallel Distributed Processing, volume 1 (1986), chapter 8, for XOR with one hidden unit and direct
links from the inputs to the output.

Solved means: every output on the right side of ½. Neither text says when it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import logistic_units, mirror_symmetry
from tutor.ml.logistic_units import Sizes

Array = npt.NDArray[Any]

METHOD = "update"
"""update(weights, velocity, grad, lr, momentum) -> (weights, velocity), all of shape (n,)."""
reference = logistic_units.momentum_step


class Task(NamedTuple):
    """Patterns, answers, a network, and how it is trained."""

    X: Array  # (n, n_in)
    target: Array  # (n,)
    sizes: Sizes
    spread: float  # of the first weights: uniform from -spread to spread
    lr: float
    momentum: float
    most: int  # sweeps after which it is called unsolved
    longer: int  # sweeps it goes on once solved, before its weights are read


ROWS = mirror_symmetry.all_rows(6)
SYMMETRY = Task(ROWS, mirror_symmetry.is_symmetric(ROWS), Sizes(6, 2), 0.3, 0.1, 0.9, 8000, 1000)
PAIRS = mirror_symmetry.all_rows(2)
XOR = Task(PAIRS, np.array([0.0, 1.0, 1.0, 0.0]), Sizes(2, 1, True), 1.0, 0.5, 0.0, 8000, 0)


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Train both networks once from the seed's weights. What an unsolved task lacks is nan."""
    update = method or reference
    rng = np.random.default_rng(seed)
    sweeps, weights = train(SYMMETRY, update, rng)
    solved = np.isfinite(sweeps)
    into_hidden = logistic_units.parts(SYMMETRY.sizes, weights).W1
    found = mirror_symmetry.pattern(into_hidden)
    binary = np.allclose((found.ratio_2, found.ratio_4), (2.0, 4.0), rtol=0.05)
    xor_sweeps, _ = train(XOR, update, rng)
    return {
        "symmetry_sweeps": sweeps,
        "symmetry_solved": float(solved),
        "ratio_2": found.ratio_2 if solved else np.nan,
        "ratio_4": found.ratio_4 if solved else np.nan,
        "antisymmetry": found.antisymmetry if solved else np.nan,
        "binary_code": float(binary) if solved else np.nan,  # are the sizes as 1 : 2 : 4?
        "xor_sweeps": xor_sweeps,
        "xor_solved": float(np.isfinite(xor_sweeps)),
    }


def train(task: Task, update: Callable[..., Any], rng: np.random.Generator) -> tuple[float, Array]:
    """Return how many sweeps solved the task, nan if none did, and the weights at the end."""
    weights = logistic_units.initial(task.sizes, task.spread, rng)
    velocity = np.zeros_like(weights)
    solved = np.nan
    for sweep in range(task.most + task.longer + 1):
        grad, y = logistic_units.gradient(task.sizes, weights, task.X, task.target)
        if np.isnan(solved) and (np.abs(y - task.target) < 0.5).all():
            solved = float(sweep)
        if sweep >= (task.most if np.isnan(solved) else solved + task.longer):
            break
        moved = update(weights, velocity, grad, task.lr, task.momentum)
        weights, velocity = returned.alike(moved, weights.shape, ("weights", "velocity"), METHOD)
    return solved, weights
