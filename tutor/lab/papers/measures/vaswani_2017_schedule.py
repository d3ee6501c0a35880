"""The step sizes of the Transformer's training: where they peak, how they rise and how they fall.

Vaswani et al., Attention Is All You Need (2017), §5.3, equation 3.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

from tutor.lab.papers import returned
from tutor.ml.schedules import noam_lr

METHOD = "learning_rate"
"""learning_rate(step, d_model, warmup) -> a number; steps are counted from 1."""
reference = noam_lr

WARMUP = 4000
BASE, BIG = 512, 1024
STEPS = 100_000


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Look at every step of a run; nothing is drawn from the seed."""
    del seed
    rate = method or reference

    def lr(step: int, d_model: int = BASE) -> float:
        return returned.one(rate(step, d_model, WARMUP), "a step size", METHOD)

    rates = [lr(step) for step in range(1, STEPS + 1)]
    peak = rates.index(max(rates)) + 1
    if min(rates) <= 0:
        raise ValueError(f"{METHOD} gives step sizes that are not above 0")
    return {
        "peak_step": float(peak),
        "peak": max(rates),
        # of a power law lr ~ t^p, p = log(ratio of rates) / log(ratio of steps)
        "rise": log(lr(WARMUP) / lr(WARMUP // 4)) / log(4),
        "fall": log(lr(16 * WARMUP) / lr(WARMUP)) / log(16),
        "width": log(lr(WARMUP, BIG) / lr(WARMUP, BASE)) / log(BIG / BASE),
    }
