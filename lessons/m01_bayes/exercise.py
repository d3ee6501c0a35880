import numpy as np


def posterior(prior: float, likelihood_ratios: list[float] | np.ndarray) -> float:
    """Return the probability of a claim after several pieces of evidence.

    prior is its probability before, between 0 and 1, both excluded. likelihood_ratios holds, for
    each piece, how much more often it is seen when the claim is true than when it is not: a number
    above 0. Without evidence the prior comes back. Forty ratios of 1e10 must not overflow.
    """
    raise NotImplementedError("your turn")
