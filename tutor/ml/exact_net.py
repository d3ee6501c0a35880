"""A network whose every bit is the same on every machine.

    h = s(X W₁),  y = s(h W₂),  s(z) = z / √(1 + z²),  loss = mean over digits of ½ Σ (y - T)²

IEEE 754 fixes the result of +, -, ×, ÷ and √ to the last bit, but not that of tanh or exp, which
each library approximates in its own way. So s stands in for tanh, with which it shares its slope
at 0 and its limits of ±1; its slope is (1 + z²)^(-3/2). Sums are added in a stated order. What is
left to differ is what the caller changes.

Source: IEEE 754-2019, clause 5.4.1; MSE and backpropagation as in Rumelhart et al. (1986).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml.summing import LEFT, product, total

Array = npt.NDArray[Any]


def uniform(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Draw a layer's weights as `torch.nn.Linear` does: evenly in ±1/√n_in. (n_in, n_out)

    The steps are written out: a library may fuse `low + width * u` into one rounding, or may not.
    """
    evenly: Array = (2.0 * rng.random((n_in, n_out)) - 1.0) / np.sqrt(n_in)
    return evenly


class Pass(NamedTuple):
    """One way through the network and back: what was computed, in that order."""

    hidden: Array  # (n, h)
    output: Array  # (n, k)
    loss: Array  # ()
    grad_W2: Array  # (h, k)
    grad_W1: Array  # (d, h)


def there_and_back(W1: Array, W2: Array, X: Array, T: Array, order: str = LEFT) -> Pass:
    """Run the network over X (n, d) with targets T (n, k), and find the slope of its loss.

    All arrays are of one dtype, in which everything is computed; every sum is in the given order.
    """
    n = X.dtype.type(len(X))
    hidden, slope_h = _bent(product(X, W1, order))  # (n, h)
    output, slope_y = _bent(product(hidden, W2, order))  # (n, k)
    error = output - T
    loss = total(total((error * error).T, order), order) / (n + n)
    d_output = error * slope_y / n  # the slope of the loss by h W₂
    d_hidden = product(d_output, W2.T, order) * slope_h
    return Pass(
        hidden,
        output,
        loss,
        product(hidden.T, d_output, order),
        product(X.T, d_hidden, order),
    )


def _bent(z: Array) -> tuple[Array, Array]:
    """Return s(z) and its slope."""
    one = z.dtype.type(1.0)
    root = np.sqrt(one + z * z)
    return z / root, one / (root * root * root)
