"""A matrix as something that moves the plane: what can be measured about the move.

A matrix W sends the arrow p to W p. Its columns are where the two unit arrows land, and everything
else follows, because W (x e1 + y e2) = x W e1 + y W e2. Four numbers describe the move: the dot
product and the angle of two arrows, the area that the unit square gets, and how many dimensions
are left.

Sources: Strang, Linear Algebra and Learning from Data (2019), part I; Deisenroth, Faisal and Ong,
Mathematics for Machine Learning (2020), ch. 2 and 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def rotation(degrees: float) -> Array:
    """Return the matrix that turns the plane counterclockwise. (2, 2)

    Rounding to 15 digits makes a quarter turn exactly [[0, -1], [1, 0]].
    """
    radians = np.radians(degrees)
    cos, sin = np.round([np.cos(radians), np.sin(radians)], 15) + 0.0  # -0.0 becomes 0.0
    return np.array([[cos, -sin + 0.0], [sin, cos]])


def cosine(u: Array, v: Array) -> float | None:
    """Return the cosine of the angle between two arrows; None where one of them has no length."""
    # cos = u·v / (|u| |v|)
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    if lengths == 0.0:
        return None
    return min(max(float(np.sum(u * v)) / lengths, -1.0), 1.0)


def angle(u: Array, v: Array) -> float | None:
    """Return the angle between two arrows in degrees, 0 to 180; None where one has no length."""
    found = cosine(u, v)
    return None if found is None else float(np.degrees(np.arccos(found)))


def determinant(W: Array) -> float:
    """Return the area that the unit square gets, negative where W turns it over. W (2, 2).

    What round-off leaves of a 0 is 0: |det| below 1e-12 of the sum of the squared entries.
    """
    # det = ad - bc
    area = float(W[0, 0] * W[1, 1] - W[0, 1] * W[1, 0])
    return area if abs(area) > 1e-12 * float(np.sum(W * W)) else 0.0


def rank(W: Array) -> int:
    """Return how many dimensions are left of the plane: 2, 1 (a line) or 0 (a point). W (2, 2)."""
    if determinant(W) != 0.0:
        return 2
    return int(np.any(W != 0.0))


def covers(W: Array, points: Array) -> Array:
    """Say which points the unit square covers after W. W (2, 2), points (2, n) -> bool (n,).

    A flattened square covers none.
    """
    if rank(W) < 2:
        return np.zeros(points.shape[1], np.bool_)
    back = np.linalg.solve(W, points)  # (2, n): where each point came from
    inside: Array = np.all((back >= 0.0) & (back <= 1.0), axis=0)
    return inside
