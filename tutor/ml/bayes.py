"""Bayes' rule in odds: evidence multiplies them, and the logarithm turns that into a sum.

The odds of a claim are p / (1 - p): 1 to 99 for one in a hundred. A piece of evidence E is worth
its likelihood ratio, how much more often E is seen when the claim is true than when it is not:

    odds after E = odds before E * P(E | true) / P(E | false)

Several pieces multiply one after another, if each ratio is taken given what was seen before.

Source: MacKay, Information Theory, Inference, and Learning Algorithms (2003), ch. 2 and 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def log_odds(p: float) -> float:
    """Return ln(p / (1 - p)), the natural logarithm of the odds. p is neither 0 nor 1."""
    return float(np.log(p) - np.log1p(-p))


def probability(log_odds: float) -> float:
    """Return the probability that has these log-odds, however large they are."""
    # p = 1 / (1 + e^-z) = e^(-ln(e^0 + e^-z)), and the logarithm of that sum never overflows
    return float(np.exp(-np.logaddexp(0.0, -log_odds)))


def repeated_rate(rate: float, dependence: float, count: int) -> list[float]:
    """Return the chance of each positive in a row, given that all before it were positive.

    Each test after the first repeats the first one's result with probability `dependence`, and
    otherwise comes out positive at its own `rate`.
    """
    # P(next positive | positive so far) = ρ + (1 - ρ) rate
    again = dependence + (1.0 - dependence) * rate
    return [rate, *[again] * (count - 1)][:count]


def likelihood_ratios(
    sensitivity: float, false_positive: float, dependence: float, count: int
) -> list[float]:
    """Return what each of `count` positives in a row is worth, given those before it."""
    sick = repeated_rate(sensitivity, dependence, count)
    healthy = repeated_rate(false_positive, dependence, count)
    return [s / h for s, h in zip(sick, healthy, strict=True)]


def draw_people(
    n: int,
    tests: int,
    prevalence: float,
    sensitivity: float,
    false_positive: float,
    dependence: float,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Draw n people: who is sick (n,), and who tests positive each time (n, tests), both bool.

    The rates are those of `repeated_rate`: a later test repeats the first with probability
    `dependence`.
    """
    sick = rng.random(n) < prevalence  # (n,)
    rates = np.where(sick, sensitivity, false_positive)[:, None]  # (n, 1)
    positive = rng.random((n, tests)) < rates  # (n, tests)
    repeats = rng.random((n, tests)) < dependence
    return sick, np.where(repeats, positive[:, :1], positive)
