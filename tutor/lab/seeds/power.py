"""How many seeds it takes to see a difference: before the runs, not after them.

To find a difference d between two methods with chance 1 - β at level α, when a seed moves the
number by a standard deviation s, each method needs about

    n = 2 (z_(1-α/2) + z_(1-β))² s²/d² + z²_(1-α/2)/4

seeds of its own. With the same seeds for both, s is the standard deviation of the n differences:

    n = (z_(1-α/2) + z_(1-β))² s²/d² + z²_(1-α/2)/2

The last term is what the t test costs over the normal one, in a first approximation.

Source: Guenther, "Sample size formulas for normal theory t tests", The American Statistician 35
(1981), 243-244.
"""

from __future__ import annotations

from math import ceil, inf, isfinite
from statistics import NormalDist

POWER = 0.8
"""The usual chance of finding what is there."""
FEWEST = 2
"""Seeds without which there is no standard deviation."""


def seeds_to_see(
    difference: float,
    sd: float,
    alpha: float = 0.05,
    power: float = POWER,
    paired: bool = False,
) -> float:
    """Return the seeds that each method needs; `inf` where no number of them is enough.

    sd: of one method's numbers, or of the differences when `paired`.
    """
    if not (isfinite(sd) and sd >= 0 and 0 < alpha < 1 and 0 < power < 1):
        raise ValueError(
            f"sd = {sd}, alpha = {alpha}, power = {power}: expected sd >= 0, the others in (0, 1)"
        )
    if difference == 0:
        return inf
    z_alpha = NormalDist().inv_cdf(1 - alpha / 2)
    z_power = NormalDist().inv_cdf(power)
    ratio = sd / abs(difference)
    methods, correction = (1, z_alpha**2 / 2) if paired else (2, z_alpha**2 / 4)
    count = methods * (z_alpha + z_power) ** 2 * ratio * ratio + correction
    return max(FEWEST, ceil(count)) if isfinite(count) else inf
