"""Intervals: how far from a number, measured a few times, the truth may be.

Two kinds are enough for what runs with different seeds give. The mean of K numbers has Student's
interval, mean ± t s/√K: wide for few seeds, since the spread s is itself estimated. The share of
successes has Wilson's, which stays between 0 and 1 and is no point when every seed succeeds.

Sources: Student, The probable error of a mean (1908); Wilson, Probable inference, the law of
succession, and statistical inference (1927).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from statistics import NormalDist, fmean, stdev
from typing import NamedTuple

from tutor.ml.student_t import critical

LEVEL = 0.95


class Interval(NamedTuple):
    """From `low` to `high`, ends included."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """The distance between its ends."""
        return self.high - self.low


def mean_interval(values: Sequence[float], level: float = LEVEL) -> Interval:
    """Return Student's interval of the mean of independent numbers.

    It takes the mean to be about normal, and nothing about the spread. One number has no interval:
    from -∞ to ∞.
    """
    if len(values) < 2:
        return Interval(-inf, inf)
    # mean ± t s / √K, with K - 1 degrees of freedom
    half = critical(level, len(values) - 1) * stdev(values) / sqrt(len(values))
    mean = fmean(values)
    return Interval(mean - half, mean + half)


def share_interval(successes: int, count: int, level: float = LEVEL) -> Interval:
    """Return Wilson's interval of the share of successes."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, weight = successes / count, z * z / count
    # the shares p with |share - p| <= z √(p (1 - p) / n): the roots of a quadratic in p
    centre = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / count + weight / (4 * count)) / (1 + weight)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
