"""A network of squares learns n + m (mod p): first by heart, long after that by the rule.

    a = U_n + V_m,   logits = a² R,   the larger logits the likelier is that class the answer

Each number has a row of weights per place, U and V; the units square their sum, R reads them. The
square multiplies the two: with U and V cosines of n and m, a² holds the cosine of n + m, and that
is a solution. A network that has found it has hidden units of a single frequency each.

Sources: Gromov, Grokking modular arithmetic (2023), equation 1 for the network and §3 for its
solution; Power et al., Grokking: Generalization beyond overfitting on small algorithmic datasets
(2022), for the phenomenon and for the loss, cross-entropy.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml import cross_entropy

Array = npt.NDArray[Any]


class Sizes(NamedTuple):
    """How many numbers there are, 0 to p - 1, and how many hidden units."""

    p: int
    n_hidden: int

    @property
    def n_weights(self) -> int:
        """The length of the flat vector of U, V and R."""
        return 3 * self.p * self.n_hidden


class Sums(NamedTuple):
    """Pairs of numbers and their sum (mod p). each (n,), whole"""

    left: Array
    right: Array
    total: Array


def all_sums(p: int) -> Sums:
    """Return every pair, in the order of the table."""
    left, right = np.divmod(np.arange(p * p), p)
    return Sums(left, right, (left + right) % p)


def split(p: int, share: float, rng: np.random.Generator) -> tuple[Sums, Sums]:
    """Draw a share of the table to learn from; the rest is to be judged by."""
    table, order = all_sums(p), rng.permutation(p * p)
    cut = round(share * p * p)
    learn, judge = order[:cut], order[cut:]
    return Sums(*(part[learn] for part in table)), Sums(*(part[judge] for part in table))


def initial(sizes: Sizes, rng: np.random.Generator) -> Array:
    """Draw normal weights of variance 1 / (3 fan-in), as large as `torch.nn.Linear` draws them."""
    p, n_hidden = sizes
    inner = rng.normal(size=2 * p * n_hidden) / np.sqrt(3 * 2 * p)  # two inputs of p each are 1
    return np.concatenate([inner, rng.normal(size=n_hidden * p) / np.sqrt(3 * n_hidden)])


def parts(sizes: Sizes, w: Array) -> tuple[Array, Array, Array]:
    """Return U (p, h), V (p, h), R (h, p) as views of the flat vector."""
    p, n_hidden = sizes
    U, V, R = np.split(w, 3)
    return U.reshape(p, n_hidden), V.reshape(p, n_hidden), R.reshape(n_hidden, p)


def logits(sizes: Sizes, w: Array, sums: Sums) -> Array:
    """Return a score for each answer. (n, p)"""
    U, V, R = parts(sizes, w)
    scores: Array = (U[sums.left] + V[sums.right]) ** 2 @ R
    return scores


def accuracy(scores: Array, sums: Sums) -> float:
    """Return the share of the pairs whose highest score is their sum. scores (n, p)"""
    return float(np.mean(scores.argmax(axis=1) == sums.total))


def gradient(sizes: Sizes, w: Array, sums: Sums) -> tuple[Array, Array]:
    """Return the mean cross-entropy's slope by every weight, and the logits. (3ph,), (n, p)"""
    U, V, R = parts(sizes, w)
    a = U[sums.left] + V[sums.right]  # (n, h)
    squares = a * a
    scores = squares @ R
    D = cross_entropy.slope(cross_entropy.softmax(scores), sums.total)  # (n, p)
    da = (D @ R.T) * 2.0 * a  # (n, h)
    # a number's row gathers the slopes of all pairs it stands in
    dU, dV = (np.eye(sizes.p)[place].T @ da for place in (sums.left, sums.right))
    return np.concatenate([dU.ravel(), dV.ravel(), (squares.T @ D).ravel()]), scores


def one_frequency(rows: Array) -> float:
    """Return the share of each unit's power that its strongest frequency has, as a mean over units.

    rows (p, h): U, V or R transposed. Near 1 where the columns are single cosines; the constant
    part is left out.
    """
    power = np.abs(np.fft.rfft(rows, axis=0)[1:]) ** 2  # (p // 2, h)
    return float(np.mean(power.max(axis=0) / power.sum(axis=0)))
