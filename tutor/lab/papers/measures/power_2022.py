"""Grokking in its small form: all of the training sums by heart, and much later the others too.

Power et al., Grokking: Generalization beyond overfitting on small algorithmic datasets (2022),
figure 1 and §3.3; the network is Gromov's (2023). Theirs: a transformer and a prime of 97, a delay
from under a thousand steps to a million. Here: addition modulo 31 and half of its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import modular_addition, optimizers
from tutor.ml.modular_addition import Sizes

Array = npt.NDArray[Any]

METHOD = "step"
"""step(w, grad, m, v, t, lr, weight_decay) -> (w, m, v): arrays of shape (n,); t is 1 at first."""

SIZES = Sizes(31, 128)
SHARE = 0.5
LR, WEIGHT_DECAY = 0.005, 0.3
BETA2 = 0.98
MOST_STEPS = 6000
KNOWN = 0.99  # of the sums right: memorised, or generalised
EVERY = 10  # steps from one look at the unseen sums to the next
PATIENCE = 2  # how many times as many steps the run without decay is given


def reference(
    w: Array, grad: Array, m: Array, v: Array, t: int, lr: float, weight_decay: float
) -> tuple[Array, Array, Array]:
    """Take a step of AdamW, β₁ = 0.9 and β₂ = 0.98 as in the paper (appendix A.1.2)."""
    w, (m, v, _) = optimizers.adamw(
        w, grad, (m, v, t - 1), lr, beta2=BETA2, weight_decay=weight_decay
    )
    return w, m, v


class Run(NamedTuple):
    """What came of one training; nan for what was not reached."""

    memorised: float  # the step at which the training sums were known
    generalised: float  # the step at which the others were
    test_accuracy: float  # at the end
    steps: int
    frequency_memorised: float  # `one_frequency` when the training sums were known, and at the end
    frequency_end: float


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Train with weight decay until the rule is found, then without, for twice as long."""
    step = method or reference
    run = train(step, WEIGHT_DECAY, seed, MOST_STEPS)
    plain = train(step, 0.0, seed, min(MOST_STEPS, PATIENCE * run.steps))
    return {
        "steps_memorise": run.memorised,
        "steps_generalise": run.generalised,
        "delay": run.generalised / run.memorised,
        "test_accuracy": run.test_accuracy,
        "test_without_decay": plain.test_accuracy,
        "memorise_without_decay": plain.memorised,
        "one_frequency_memorised": run.frequency_memorised,
        "one_frequency_end": run.frequency_end,
    }


def train(step: Callable[..., Any], weight_decay: float, seed: int, most: int) -> Run:
    """Train from the seed's weights, on its half of the table, until the other half is known."""
    rng = np.random.default_rng(seed)
    learn, judge = modular_addition.split(SIZES.p, SHARE, rng)
    w = modular_addition.initial(SIZES, rng)
    m, v = np.zeros_like(w), np.zeros_like(w)
    memorised = generalised = early = np.nan
    for t in range(1, most + 1):
        grad, scores = modular_addition.gradient(SIZES, w, learn)
        if np.isnan(memorised) and modular_addition.accuracy(scores, learn) >= KNOWN:
            memorised, early = float(t - 1), _frequency(w)
        moved = step(w, grad, m, v, t, LR, weight_decay)
        w, m, v = returned.alike(moved, w.shape, ("w", "m", "v"), METHOD)
        if t % EVERY == 0 or t == most:
            scores = modular_addition.logits(SIZES, w, judge)
            test_accuracy = modular_addition.accuracy(scores, judge)
            if test_accuracy >= KNOWN:
                generalised = float(t)
                break
    return Run(memorised, generalised, test_accuracy, t, early, _frequency(w))


def _frequency(w: Array) -> float:
    U, V, _ = modular_addition.parts(SIZES, w)
    return modular_addition.one_frequency(np.concatenate([U, V], axis=1))
