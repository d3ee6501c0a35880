"""The first discriminant: two species of iris, told apart by one sum of four lengths.

Fisher, The use of multiple measurements in taxonomic problems (1936), §II.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.lab.papers import returned
from tutor.ml import fisher_discriminant, iris

METHOD = "discriminant"
"""discriminant(A, B) -> weights: measurements of two groups, (n, d) and (m, d), in; (d,) out."""
reference = fisher_discriminant.discriminant


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Find the weights of the sum; nothing is drawn from the seed."""
    del seed
    flowers = iris.load()
    found = (method or reference)(flowers.setosa.copy(), flowers.versicolor.copy())
    weights = returned.floats(found, (len(iris.LENGTHS),), "weights", METHOD)
    if weights[0] == 0.0:
        raise ValueError(f"{METHOD} returned 0 for the sepal length, whose weight is the unit here")
    relative = weights / weights[0]
    return {
        "sepal_length": float(weights[0]),
        "sepal_width": float(weights[1]),
        "petal_length": float(weights[2]),
        "petal_width": float(weights[3]),
        "relative_sepal_width": float(relative[1]),
        "relative_petal_length": float(relative[2]),
        "relative_petal_width": float(relative[3]),
    }
