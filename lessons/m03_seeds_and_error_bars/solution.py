import numpy as np


def paired_bootstrap(a, b, draws, rng):
    difference = a - b
    rows = rng.integers(len(difference), size=(draws, len(difference)))
    low, high = np.quantile(difference[rows].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)
