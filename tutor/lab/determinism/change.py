"""Where two runs part: the first step, and how far apart in units in the last place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.ulps import ulps_apart

Floats = npt.NDArray[Any]


@dataclass(frozen=True)
class Change:
    """The first difference between two runs. Losses are those of the last step of each."""

    step: int
    ulps: int
    """The largest distance at that step, in units in the last place of the coarser dtype."""
    dtype: str
    losses: tuple[float, float]


def first_change(a: Floats, b: Floats) -> Change | None:
    """Return where two runs first differ in any number, or None. a, b (n_steps, n_watched).

    A float64 run is rounded to float32 before it is held against a float32 one.
    """
    kind = np.dtype(min((a.dtype, b.dtype), key=lambda dtype: dtype.itemsize))
    one, other = a.astype(kind), b.astype(kind)
    apart = np.flatnonzero((one != other).any(axis=1))
    if not len(apart):
        return None
    step = int(apart[0])
    distance = int(ulps_apart(one[step], other[step]))
    return Change(step, distance, str(kind), (float(a[-1, 0]), float(b[-1, 0])))
