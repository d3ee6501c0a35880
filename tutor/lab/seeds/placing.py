"""Where one number lies among those of K other seeds, and what may be claimed from it.

Two questions, two intervals. Where is the *mean* over all seeds? mean ± t s/√K. Where will *one
more run* land? mean ± t s √(1 + 1/K), which does not shrink to nothing: a single run is held
against this one. Both assume a bell curve.

The rank assumes nothing but that every seed is as good as another: of K + 1 exchangeable numbers,
the chance that yours is among the a most extreme is a/(K + 1). So with K seeds no p-value is below
1/(K + 1), and a claim at 5% needs 19 of them.

Sources: Hahn and Meeker, Statistical Intervals (1991), §4; Phipson and Smyth, "Permutation p-values
should never be zero" (2010); Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World
(2005), §2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from typing import Literal

import numpy as np

from tutor.ml.student_t import critical, two_sided_p

ALPHA = 0.05
"""How often a verdict *outside* may be wrong when the seed is all there is."""
FEWEST = 5
"""Seeds below which the t interval is too wide to be worth a word."""

Verdict = Literal["inside the noise", "outside: not explained by the seed", "cannot tell"]
INSIDE: Verdict = "inside the noise"
OUTSIDE: Verdict = "outside: not explained by the seed"
CANNOT_TELL: Verdict = "cannot tell"

Interval = tuple[float, float]


@dataclass(frozen=True)
class Spread:
    """What K seeds give: a number each, their mean, and how far they scatter around it."""

    values: tuple[float, ...]
    mean: float
    sd: float
    """The standard deviation, with K - 1 below."""
    mean_interval: Interval
    """Covers the mean over all seeds, with probability `coverage`."""
    next_interval: Interval
    """Covers the number of one more run, with probability `coverage`."""
    coverage: float

    @property
    def count(self) -> int:
        """How many seeds there are."""
        return len(self.values)

    @property
    def low(self) -> float:
        """The lowest number."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The highest number."""
        return max(self.values)


@dataclass(frozen=True)
class Placement:
    """Where `yours` lies in a spread."""

    yours: float
    spread: Spread | None
    """None with fewer than two seeds."""
    rank_p: float
    """The chance of a number as extreme as yours if the seed is all there is; exact."""
    t_p: float | None
    """The same if the seeds follow a bell curve; None with fewer than two."""
    verdict: Verdict
    why: str


def spread_of(values: Sequence[float], alpha: float = ALPHA) -> Spread | None:
    """Return the spread of finite numbers, one a seed; None of fewer than two."""
    count = len(values)
    if count < 2:
        return None
    if not all(map(isfinite, values)):
        raise ValueError(f"{list(values)}: expected finite numbers, one a seed")
    mean, sd = _moments(np.asarray(values, np.float64))
    t = critical(1 - alpha, count - 1)
    of_mean, of_next = t * sd / sqrt(count), t * sd * sqrt(1 + 1 / count)
    return Spread(
        tuple(map(float, values)),
        mean,
        sd,
        (mean - of_mean, mean + of_mean),
        (mean - of_next, mean + of_next),
        1 - alpha,
    )


def seeds_for_claim(alpha: float = ALPHA) -> int:
    """Return the fewest seeds whose rank can make p <= alpha: 1/(K + 1) <= alpha."""
    return ceil(round(1 / alpha, 9)) - 1


def rank_p(values: Sequence[float], yours: float) -> float:
    """Return (1 + how many seeds are as extreme as yours)/(K + 1).

    Extreme is far from the mean of all K + 1, yours included: the measure treats every run alike,
    which is what makes the p-value exact.
    """
    everything = np.array([*values, yours], np.float64)
    scale = float(np.abs(everything).max()) or 1.0
    distance = np.abs(everything / scale - (everything / scale).mean())
    slack = 8 * np.finfo(np.float64).eps  # a tie that rounding breaks still counts as a tie
    return float((1 + (distance[:-1] >= distance[-1] - slack).sum()) / len(everything))


def place(
    values: Sequence[float],
    yours: float,
    draws_nothing: bool = False,
    resolution: float = 0.0,
    alpha: float = ALPHA,
) -> Placement:
    """Say where `yours` lies among the seeds' values.

    draws_nothing: the run does not depend on its seed, so one other number is enough; nearer to it
    than `resolution` (half a unit in the last digit that was written down) is the same number.

    From `seeds_for_claim` seeds on the exact rank decides. With fewer it cannot say *outside*: then
    the t interval may still say *inside*, and beyond it the answer is that these seeds cannot tell.
    """
    spread = spread_of(values, alpha)
    exact = rank_p(values, yours)
    if spread is None:
        why = f"{'one seed shows' if len(values) else 'no seed got this far: that shows'} no spread"
        return Placement(yours, None, exact, None, CANNOT_TELL, why)
    by_t = _t_p(spread, yours)
    verdict, why = _judge(spread, yours, exact, by_t, draws_nothing, resolution, alpha)
    return Placement(yours, spread, exact, by_t, verdict, why)


def _judge(
    spread: Spread,
    yours: float,
    exact: float,
    by_t: float,
    draws_nothing: bool,
    resolution: float,
    alpha: float,
) -> tuple[Verdict, str]:
    count, needed = spread.count, seeds_for_claim(alpha)
    if draws_nothing:
        same = abs(yours - spread.mean) <= resolution
        why = "this run draws nothing"
        if same:
            return INSIDE, f"{why}, and yours is the same number"
        return OUTSIDE, f"{why}, and yours is another number"
    if count >= needed:
        said = f"{_percent(exact)} of runs would be as extreme by their seed alone"
        return (OUTSIDE, said) if exact <= alpha else (INSIDE, said)
    if spread.sd == 0 and yours == spread.mean:
        return INSIDE, "every seed gives this number"
    if spread.low <= yours <= spread.high:
        return INSIDE, "other seeds lie on both sides of yours"
    if count >= FEWEST and by_t > alpha:
        return INSIDE, f"yours lies within the {1 - alpha:.0%} interval for one more run"
    return CANNOT_TELL, (
        f"{count} seeds are too few: their smallest possible p is 1/{count + 1}, and a claim at "
        f"{alpha:.0%} needs {needed} seeds"
    )


def _t_p(spread: Spread, yours: float) -> float:
    distance = abs(yours - spread.mean)
    if distance == 0:
        return 1.0
    if spread.sd == 0:
        return 0.0
    return two_sided_p(distance / (spread.sd * sqrt(1 + 1 / spread.count)), spread.count - 1)


def _moments(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    """Return mean and standard deviation; equal numbers have exactly no spread."""
    if (values == values[0]).all():
        return float(values[0]), 0.0
    scale = float(np.abs(values).max())  # squares of very large or small numbers leave the range
    return scale * float((values / scale).mean()), scale * float((values / scale).std(ddof=1))


def _percent(p: float) -> str:
    return f"{100 * p:.2g}%"
