"""House sales in Ames, Iowa, 2006 to 2010: 2930 rows and 82 columns, as the assessor kept them.

The table is De Cock's (Ames, Iowa: Alternative to the Boston Housing Data as an End of Semester
Regression Project, Journal of Statistics Education 19(3), 2011). It is raw: gaps, typing errors and
odd sales are in it. `assets/data/ames.md` says what they are.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.shipped import asset

Array = npt.NDArray[Any]

N_HOUSES = 2930
GAP = "NA"


@lru_cache(maxsize=1)
def text() -> dict[str, tuple[str, ...]]:
    """Return the table as it is written: by the name of a column, one cell for each house."""
    with gzip.open(asset("data/ames.csv.gz"), "rt", encoding="ascii", newline="") as lines:
        head, *rows = csv.reader(lines)
    return dict(zip(head, zip(*rows, strict=True), strict=True))


@lru_cache(maxsize=100)
def column(name: str) -> Array:
    """Return a column of numbers, NaN where the table has a gap: (2930,), shared, so read-only.

    Raises `ValueError` for a column of words.
    """
    if name not in text():
        near = get_close_matches(name, text(), 1)
        raise KeyError(f"no column {name!r}" + (f": did you mean {near[0]!r}?" if near else ""))
    cells = text()[name]
    numbers = np.array([np.nan if cell == GAP else float(cell) for cell in cells])
    numbers.flags.writeable = False
    return numbers


def columns(names: Sequence[str]) -> Array:
    """Return several columns of numbers side by side: (2930, len(names))."""
    return np.stack([column(name) for name in names], axis=1)


def prices() -> Array:
    """Return what each house was sold for, in dollars: (2930,), shared, so read-only."""
    return column("price")
