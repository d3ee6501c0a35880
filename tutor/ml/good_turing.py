"""Good-Turing: how much of the world has not been seen, judged by what was seen once.

In a sample of N, let N1 be the number of kinds that came exactly once. The probability that the
next draw is of a kind that never came, the missing mass, is about N1 / N. The proof is one line: a
kind of probability p comes once in N draws with probability N p (1 - p)^(N - 1), so the expected
N1 / N is Σ p (1 - p)^(N - 1), which is the expected missing mass of a sample of N - 1.

Source: Good, The population frequencies of species and the estimation of population parameters
(1953), who owes the idea to Turing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def missing_mass(counts: Array) -> float:
    """Return N1 / N. counts (n,): how often each kind came, 0 allowed; of no draw at all, 1."""
    n = int(np.sum(counts))
    return int(np.sum(counts == 1)) / n if n else 1.0
