"""The gradient check: is what the backward pass returns really the slope of the loss?

    n_i = (f(x + h e_i) - f(x - h e_i)) / 2h,   error = |a - n| / max(1, |a|, |n|)

h = 1e-5 in float64 is near the best there is: a longer step bends away as h², a shorter one loses
digits as 1/h. A right gradient then agrees to about 1e-10, and 1e-6 parts right from wrong.

Where a ReLU turns on or off between x - h and x + h, the difference straddles a kink and measures
no slope at all; such a place says nothing about the backward pass and is passed over.

Source: Griewank and Walther, Evaluating Derivatives (2008), ch. 1, for the size of h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy.typing as npt

Array = npt.NDArray[Any]
Tensors = Mapping[str, Array]
Index = tuple[int, ...]

H = 1e-5
LIMIT = 1e-6


class Measured(NamedTuple):
    """A loss, and on which side of each of its kinks the network stood."""

    loss: float
    sides: Array


Measure = Callable[[Tensors], Measured]


def relative_error(a: float, n: float) -> float:
    """Return |a - n|, or its share of the larger of the two where that is above 1."""
    return abs(a - n) / max(1.0, abs(a), abs(n))


def slope_at(measure: Measure, params: Tensors, name: str, index: Index) -> float | None:
    """Measure the slope by one number of one tensor; None where a kink lies within reach."""
    above, below = (measure(_moved(params, name, index, by)) for by in (H, -H))
    if (above.sides != below.sides).any():
        return None
    return (above.loss - below.loss) / (2.0 * H)


def worst_error(
    measure: Measure, params: Tensors, grads: Tensors, name: str, places: Iterable[Index]
) -> float:
    """Return the largest error of one tensor's gradient over some of its places.

    0 where every place is passed over.
    """
    worst = 0.0
    for index in places:
        n = slope_at(measure, params, name, index)
        if n is not None:
            worst = max(worst, relative_error(float(grads[name][index]), n))
    return worst


def _moved(params: Tensors, name: str, index: Index, by: float) -> Tensors:
    tensor = params[name].copy()
    tensor[index] += by
    return {**params, name: tensor}
