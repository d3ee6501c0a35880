import numpy as np


def paired_bootstrap(
    a: np.ndarray, b: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return (low, high): a 95% interval of the mean of a - b, by the percentile bootstrap.

    a, b: the scores of two methods, shape (n,); a[i] and b[i] come from the same seed. A draw is n
    of the n pairs, with replacement, and gives one mean of a - b. low and high are the quantiles
    0.025 and 0.975 of the means (`np.quantile`, as it comes).

    Take all rows of all draws with one call, rng.integers(n, size=(draws, n)), so that the same
    generator always gives the same interval.
    """
    raise NotImplementedError("your turn")
