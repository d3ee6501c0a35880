"""A computation written down line by line: the tape that reverse mode walks backward.

    m = a*b        each line is one operation on names above it, and keeps the local slope
    s = m + c      by each of its inputs: ∂m/∂a = b, ∂m/∂b = a, ∂s/∂m = 1, ∂s/∂c = 1

Walked from the last line to the first, each line multiplies its own gradient by its slopes and adds
the products to its inputs' gradients. That is the whole of backpropagation.

Source: Griewank and Walther, Evaluating Derivatives (2008), ch. 3, the incremental reverse mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.expressions import Expression
from tutor.ml.value import Value

Array = npt.NDArray[Any]

H = 1e-5
"""The step of central differences, near the best there is in float64."""


@dataclass(frozen=True)
class Line:
    """One line: a name, what it is computed by (nothing for an input), and what came of it.

    inputs: the places of the lines it was computed from; one that is used twice stands there twice.
    slopes: ∂line/∂input for each.
    """

    name: str
    text: str
    value: float
    inputs: tuple[int, ...] = ()
    slopes: tuple[float, ...] = ()


def write_down(given: Mapping[str, float], steps: Sequence[tuple[str, str]]) -> tuple[Line, ...]:
    """Return the inputs and then every step, (name, expression of names above), as lines.

    Each expression holds one operation. The last line is the result.
    """
    lines = [Line(name, "", value) for name, value in given.items()]
    values = [Value(value) for value in given.values()]
    for name, text in steps:
        out = Expression(text, [line.name for line in lines]).value(*values)
        inputs = tuple(values.index(source) for source in out.inputs)
        lines.append(Line(name, text, out.data, inputs, out.slopes))
        values.append(out)
    return tuple(lines)


def pass_back(
    grads: Array, line: int, inputs: Sequence[int] | Array, slopes: Sequence[float] | Array
) -> Array:
    """Return the gradients after one line has passed its own on. grads (n,) -> (n,)."""
    after = grads.copy()
    for source, slope in zip(inputs, slopes, strict=True):
        after[source] += slope * grads[line]
    return after


def measured_slopes(given: Mapping[str, float], steps: Sequence[tuple[str, str]]) -> list[float]:
    """Return ∂result/∂input for each input by central differences: no chain rule in it."""

    def result(name: str, by: float) -> float:
        return write_down({**given, name: given[name] + by}, steps)[-1].value

    return [(result(name, H) - result(name, -H)) / (2.0 * H) for name in given]


def zeros_but_one(size: int) -> Array:
    """Return the gradients before the walk: ∂result/∂result = 1, and nothing has come further."""
    grads = np.zeros(size)
    grads[-1] = 1.0
    return grads
