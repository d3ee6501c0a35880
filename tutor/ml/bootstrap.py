"""The bootstrap: how far would a mean move if the experiment were made again?

Nobody can make it again a thousand times. So let the n numbers at hand stand for all there could
be: draw n of them with replacement, take the mean, and repeat. Of those means, the middle 95% is
the percentile interval. It is too short for few numbers: their own spread is, on average, smaller
than that of what they were drawn from, and nothing makes up for the doubt about it, as Student's t
does.

Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), §13.3.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ENDS = (0.025, 0.975)
"""The quantiles between which 95% lie."""


def paired_bootstrap(
    a: Floats, b: Floats, draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 95% percentile interval of the mean of a - b.

    a, b (n,): two methods' scores; the pair a[i], b[i] has one seed and stays together. All draws
    are taken from `rng` in one call.
    """
    difference = a - b  # (n,)
    rows = rng.integers(len(difference), size=(draws, len(difference)))
    low, high = np.quantile(difference[rows].mean(axis=1), ENDS)
    return float(low), float(high)
