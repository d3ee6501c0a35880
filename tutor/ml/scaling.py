"""What a loss should be for a model of N parameters that has read D tokens, and how to spend FLOP.

    L(N, D) = E + A / N^α + B / D^β,   with training cost C = 6 N D floating-point operations

E is what no model can remove: the text's own surprise. The second term is the price of a small
model, the third that of little text. For a budget C there is one best pair, where making the model
larger gains as much as the text it must give up costs.

Sources: Hoffmann et al., Training Compute-Optimal Large Language Models (2022), eq. 2 to 4, whose
printed constants do not give the paper's own advice; Besiroglu et al., Chinchilla Scaling: A
replication attempt (2024), who fitted the same runs again. C = 6 N D is from Kaplan et al., Scaling
Laws for Neural Language Models (2020), §2.1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

CHINCHILLA = 5.76e23
"""The budget of the model that Hoffmann et al. trained: 70e9 parameters, 1.4e12 tokens, about."""


class Best(NamedTuple):
    """How to spend a budget: parameters, tokens, and the loss in nats a token."""

    parameters: float
    tokens: float
    loss: float


class Law(NamedTuple):
    """The constants of one fit."""

    E: float
    A: float
    B: float
    alpha: float
    beta: float

    def loss(self, N: Array | float, D: Array | float) -> Array | float:
        """Return the expected loss of N parameters after D tokens, in nats a token."""
        return self.E + self.A / N**self.alpha + self.B / D**self.beta

    def along(self, budget: float, N: Array | float) -> Array | float:
        """Return the loss of models of N parameters that each spend the whole budget, in FLOP."""
        return self.loss(N, budget / (6.0 * N))

    def best(self, budget: float) -> Best:
        """Return the model that a budget is best spent on (Hoffmann et al., eq. 4)."""
        # dL/dN = 0 along D = C/6N:  N = G (C/6)^a,  a = β/(α+β),  G = (αA / βB)^(1/(α+β))
        total = self.alpha + self.beta
        G = (self.alpha * self.A / (self.beta * self.B)) ** (1.0 / total)
        N = G * (budget / 6.0) ** (self.beta / total)
        return Best(N, budget / (6.0 * N), float(self.along(budget, N)))


HOFFMANN_2022 = Law(1.69, 406.4, 410.7, 0.34, 0.28)
BESIROGLU_2024 = Law(1.8172, 482.01, 2085.43, 0.3478, 0.3658)


def sizes(low: float = 1e7, high: float = 1e12, n: int = 101) -> Array:
    """Return numbers of parameters, evenly spaced in the logarithm. (n,)"""
    return np.geomspace(low, high, n)
