"""What the constants of a scaling law imply: parameters, tokens, and how they grow with the budget.

Hoffmann et al., Training Compute-Optimal Large Language Models (2022), equations 2 to 4 and
appendix D.3; Besiroglu et al., Chinchilla Scaling: A replication attempt (2024), for the constants
fitted again to the same runs.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any

from tutor.lab.papers import returned
from tutor.ml.scaling import BESIROGLU_2024, CHINCHILLA, HOFFMANN_2022, Law

METHOD = "best"
"""best(A, B, alpha, beta, budget) -> (N, D): parameters and tokens to spend a budget in FLOP on."""

TENFOLD = 10.0


def reference(A: float, B: float, alpha: float, beta: float, budget: float) -> tuple[float, float]:
    """Return where A/N^α + B/D^β is least on 6 N D = budget."""
    found = Law(0.0, A, B, alpha, beta).best(budget)
    return found.parameters, found.tokens


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Find the best pairs; nothing is drawn from the seed."""
    del seed

    def best(law: Law, budget: float) -> tuple[float, float]:
        pair = (method or reference)(law.A, law.B, law.alpha, law.beta, budget)
        N, D = map(float, returned.alike(pair, (), ("N", "D"), METHOD))
        if N <= 0 or D <= 0:
            raise ValueError(f"{METHOD} returned N = {N:g}, D = {D:g}: both must be above 0")
        return N, D

    numbers: dict[str, float] = {}
    for name, law in (("2022", HOFFMANN_2022), ("2024", BESIROGLU_2024)):
        N, D = best(law, CHINCHILLA)
        wider, _ = best(law, TENFOLD * CHINCHILLA)
        numbers |= {
            f"parameters_{name}": N / 1e9,
            f"tokens_{name}": D / 1e12,
            f"ratio_{name}": D / N,
            f"exponent_{name}": log(wider / N) / log(TENFOLD),
        }
    return numbers
