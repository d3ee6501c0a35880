import numpy as np


def missing_mass(counts):
    n = counts.sum()
    return float((counts == 1).sum() / n) if n else 1.0


def calibration_error(p, correct, bins):
    place = np.minimum((p * bins).astype(int), bins - 1)  # (n,)
    error = 0.0
    for m in range(bins):
        here = place == m  # (n,)
        if here.any():
            error += here.mean() * abs(correct[here].mean() - p[here].mean())
    return float(error)


def best_threshold(penalty):
    # p - penalty (1 - p) = 0
    return penalty / (1 + penalty)
