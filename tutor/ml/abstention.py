"""Abstention: when is it better to say "I don't know"?

A right answer scores 1, a wrong one -λ, and "I don't know" 0. An answer that is right with
probability p is worth p - λ (1 - p), which is above 0 exactly when p is above

    t = λ / (1 + λ)

With λ = 0, as in most examinations, that is 0: answer everything.

Sources: Chow, On optimum recognition error and reject tradeoff (1970), for the rule; Kalai et al.,
Why language models hallucinate (2025), for what grading without a penalty teaches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def best_threshold(penalty: float) -> float:
    """Return the confidence from which a calibrated model should answer."""
    return penalty / (1.0 + penalty)


def scores(p: Array, correct: Array, penalty: float, thresholds: Array) -> Array:
    """Return the mean score of answering from each threshold on: p >= t answers.

    p (n,), correct (n,), thresholds (k,) -> (k,).
    """
    order = np.argsort(p)
    worth = np.where(correct, 1.0, -penalty)[order]
    # what all answers from the i-th on are worth together; nothing after the last
    total = np.append(np.cumsum(worth[::-1])[::-1], 0.0)  # (n + 1,)
    mean: Array = total[np.searchsorted(p[order], thresholds, side="left")] / len(p)
    return mean
