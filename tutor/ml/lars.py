"""Least angle regression: columns enter one by one, and move together at equal correlation.

Start with nothing, take the column that correlates most with what is unexplained, and raise its
weight until another column correlates as much. From there both move, in the direction that keeps
their correlations equal, until a third catches up. When all are in, it is least squares.

The lasso walks nearly the same path: its weights never have the sign opposite to their correlation,
so a weight that would cross 0 stops there and leaves.

Source: Efron, Hastie, Johnstone and Tibshirani, Least Angle Regression (2004), §2 and §3.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

Direction = Callable[[Array], tuple[Array, float]]

CLOSE = 1e-12
"""Relative; a share of a step so small is rounding: it is where the last step ended."""


class Path(NamedTuple):
    """The weights at every turn, and what happened there.

    w: (steps + 1, d), from all zero to least squares. moves: for each step, the columns that joined
    before it as j and that left at its end as -1 - j.
    """

    w: Array
    moves: tuple[int, ...]

    @property
    def entered(self) -> list[int]:
        """The columns in the order in which they first came in."""
        return list(dict.fromkeys(move for move in self.moves if move >= 0))


def equiangular(A: Array) -> tuple[Array, float]:
    """Return the weights of the unit vector at equal angles to all columns, and their cosine.

    A: (n, k), its columns of length 1. Returns v (k,) with A v of length 1, and c with
    Aᵀ (A v) = c in each entry (Efron et al., eq. 2.4 to 2.6).
    """
    # v = c G⁻¹ 1,  c = (1ᵀ G⁻¹ 1)^(-1/2),  G = AᵀA
    solved = np.linalg.solve(A.T @ A, np.ones(A.shape[1]))
    cosine = float(solved.sum()) ** -0.5
    return cosine * solved, cosine


def lars(X: Array, y: Array, lasso: bool = False, direction: Direction = equiangular) -> Path:
    """Walk the whole path. X (n, d), its columns centred and of length 1; y (n,), centred.

    lasso: whether a weight that reaches 0 leaves, which gives the lasso's path.
    """
    n_columns = X.shape[1]
    w = np.zeros(n_columns)
    path, moves = [w], list[int]()
    active: list[int] = []
    signs = np.zeros(n_columns)
    joining = True
    while True:
        correlation = X.T @ (y - X @ w)  # (d,)
        rest = [j for j in range(n_columns) if j not in active]
        if joining:
            best = max(rest, key=lambda j: abs(correlation[j]))
            active.append(best)
            rest.remove(best)
            signs[best] = np.sign(correlation[best])
            moves.append(best)
        largest = float(np.abs(correlation[active]).max())
        v, cosine = direction(X[:, active] * signs[active])
        v = np.asarray(v) * signs[active]
        along = X.T @ (X[:, active] @ v)  # (d,): how fast each correlation falls
        step = _next_to_join(largest, cosine, correlation[rest], along[rest])
        leaving = None
        if lasso:
            zero, at = _next_to_leave(w[active], v)
            if zero < step:
                step, leaving = zero, active[at]
        w = w.copy()
        w[active] += step * v
        if leaving is not None:
            w[leaving] = 0.0
            active.remove(leaving)
            moves.append(-1 - leaving)
        joining = leaving is None
        path.append(w)
        if joining and not rest:
            return Path(np.array(path), tuple(moves))


def _next_to_join(largest: float, cosine: float, others: Array, along: Array) -> float:
    """Return how far to go until another column correlates as much; to the end without one."""
    # γ = min⁺ { (C - c_j)/(A - a_j), (C + c_j)/(A + a_j) }   (eq. 2.13)
    end = largest / cosine
    candidates = [(largest - others) / (cosine - along), (largest + others) / (cosine + along)]
    found = np.concatenate(candidates)
    ahead = found[found > CLOSE * end]
    return min(end, float(ahead.min())) if ahead.size else end


def _next_to_leave(w: Array, v: Array) -> tuple[float, int]:
    """Return how far to go until the first weight is 0, and which one that is."""
    # γ_j = -w_j / v_j, the first ahead   (eq. 3.4)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = np.where((w != 0.0) & (-w / v > 0.0), -w / v, np.inf)
    at = int(ahead.argmin())
    return float(ahead[at]), at
