"""Anderson's irises, as Fisher printed them in 1936: four lengths of 150 flowers of three species.

They come with scikit-learn, so nothing is downloaded. Its copy is Fisher's table; the one that
spread with the UCI repository has errors in two flowers.

The file is read where scikit-learn keeps it, because importing scikit-learn takes a second.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SPECIES = ("setosa", "versicolor", "virginica")
LENGTHS = ("sepal length", "sepal width", "petal length", "petal width")
"""In centimetres."""


class Irises(NamedTuple):
    """The flowers of each species. each (50, 4)"""

    setosa: Array
    versicolor: Array
    virginica: Array


@lru_cache(maxsize=1)
def load() -> Irises:
    """Return the flowers in the order of Fisher's table. The arrays are shared, so read-only."""
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the irises come with scikit-learn, which is not installed")
    file = Path(found.submodule_search_locations[0]) / "datasets" / "data" / "iris.csv"
    rows = np.loadtxt(file, delimiter=",", skiprows=1)  # (150, 5): by species, its number last
    rows.flags.writeable = False
    return Irises(*(rows[50 * k : 50 * (k + 1), :4] for k in range(len(SPECIES))))
