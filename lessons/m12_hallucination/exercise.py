import numpy as np


def missing_mass(counts: np.ndarray) -> float:
    """Return the Good-Turing estimate of what has never been seen: N1 / N.

    counts (n,): how often each kind was seen, whole numbers, 0 allowed. N1 is the number of kinds
    that were seen exactly once, N all that was seen. When nothing was seen, everything is missing:
    1.0.
    """
    raise NotImplementedError("your turn")


def calibration_error(p: np.ndarray, correct: np.ndarray, bins: int) -> float:
    """Return the expected calibration error of n answers, n at least 1.

    p (n,): how sure each answer was, from 0 to 1. correct (n,): 1 where it was right, else 0.
    Answer i is in bin int(p[i] * bins), and with p[i] = 1 in the last one, bins - 1. The error is
    the distance between mean p and share right of each bin, every bin weighted by its share of the
    answers. Empty bins count nothing.
    """
    raise NotImplementedError("your turn")


def best_threshold(penalty: float) -> float:
    """Return how sure a calibrated model must be for an answer to pay.

    A right answer scores 1, a wrong one -penalty, "I don't know" 0. penalty is at least 0.
    """
    raise NotImplementedError("your turn")
