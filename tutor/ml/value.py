"""Numbers that know where they came from: reverse-mode differentiation, one scalar at a time.

Every operation makes a new `Value` that keeps its inputs and, for each, the local slope ∂out/∂in:
a plain number, known as soon as the operation is done. The chain rule is then one line,

    in.grad += slope * out.grad

applied to each node from the result back to the inputs. A node is always made after its inputs, so
the reverse order of making is an order in which every gradient is complete before it is passed on.

The idea and the interface are micrograd's (Karpathy 2020). The differences: slopes are numbers
instead of closures, `dot` makes a whole neuron one node, nothing recurses, the order in which
gradients are added up is fixed, and a second `backward` adds to the leaves only, as in PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import count
from operator import attrgetter

import numpy as np

from tutor.ml import elementary

Number = int | float
_births = count()
_newest_first = attrgetter("born")


class Value:
    """A number, and after `backward` the slope of the result with respect to it.

    inputs: the values it was computed from, a value used twice twice. slopes: ∂self/∂input for
    each. born: its place in the order of making.
    """

    __slots__ = ("born", "data", "grad", "inputs", "slopes")
    __array_ufunc__ = None  # NumPy's numbers on the left leave the operation to us

    def __init__(
        self,
        data: float,
        inputs: tuple[Value, ...] = (),
        slopes: tuple[float, ...] = (),
    ) -> None:
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.slopes = slopes
        self.born = next(_births)

    def __repr__(self) -> str:
        return f"Value(data={self.data!r}, grad={self.grad!r})"

    def __add__(self, other: Value | Number) -> Value:
        if isinstance(other, Value):
            return Value(self.data + other.data, (self, other), (1.0, 1.0))
        number = _number(other)
        return NotImplemented if number is None else Value(self.data + number, (self,), (1.0,))

    __radd__ = __add__

    def __mul__(self, other: Value | Number) -> Value:
        if isinstance(other, Value):
            return Value(self.data * other.data, (self, other), (other.data, self.data))
        number = _number(other)
        return NotImplemented if number is None else Value(self.data * number, (self,), (number,))

    __rmul__ = __mul__

    def __neg__(self) -> Value:
        return Value(-self.data, (self,), (-1.0,))

    def __sub__(self, other: Value | Number) -> Value:
        if isinstance(other, Value):
            return Value(self.data - other.data, (self, other), (1.0, -1.0))
        number = _number(other)
        return NotImplemented if number is None else Value(self.data - number, (self,), (1.0,))

    def __rsub__(self, other: Number) -> Value:
        number = _number(other)
        return NotImplemented if number is None else Value(number - self.data, (self,), (-1.0,))

    def __truediv__(self, other: Value | Number) -> Value:
        # ∂(a/b)/∂a = 1/b,  ∂(a/b)/∂b = -(a/b)/b
        if isinstance(other, Value):
            out = elementary.divide(self.data, other.data)
            slopes = elementary.divide(1.0, other.data), elementary.divide(-out, other.data)
            return Value(out, (self, other), slopes)
        number = _number(other)
        if number is None:
            return NotImplemented
        slope = elementary.divide(1.0, number)
        return Value(elementary.divide(self.data, number), (self,), (slope,))

    def __rtruediv__(self, other: Number) -> Value:
        number = _number(other)
        if number is None:
            return NotImplemented
        out = elementary.divide(number, self.data)
        return Value(out, (self,), (elementary.divide(-out, self.data),))

    def __pow__(self, other: Value | Number) -> Value:
        # ∂x^n/∂x = n x^(n-1),  ∂x^n/∂n = x^n log x
        exponent = other.data if isinstance(other, Value) else _number(other)
        if exponent is None:
            return NotImplemented
        out = elementary.power(self.data, exponent)
        slope = exponent * elementary.power(self.data, exponent - 1.0) if exponent else 0.0
        if isinstance(other, Value):
            return Value(out, (self, other), (slope, _slope_of_power(self.data, out)))
        return Value(out, (self,), (slope,))

    def __rpow__(self, other: Number) -> Value:
        number = _number(other)
        if number is None:
            return NotImplemented
        out = elementary.power(number, self.data)
        return Value(out, (self,), (_slope_of_power(number, out),))

    def relu(self) -> Value:
        """Return x where it is positive, else 0; the slope at 0 is 0."""
        off = self.data <= 0.0
        return Value(0.0 if off else self.data, (self,), (0.0 if off else 1.0,))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent, whose slope is 1 - tanh^2."""
        out = math.tanh(self.data)
        return Value(out, (self,), (1.0 - out * out,))

    def exp(self) -> Value:
        """Return e to this power, its own slope."""
        out = elementary.exp(self.data)
        return Value(out, (self,), (out,))

    def log(self) -> Value:
        """Return the natural logarithm, whose slope is 1/x."""
        return Value(elementary.log(self.data), (self,), (elementary.divide(1.0, self.data),))

    def sin(self) -> Value:
        """Return the sine."""
        return Value(elementary.sin(self.data), (self,), (elementary.cos(self.data),))

    def cos(self) -> Value:
        """Return the cosine."""
        return Value(elementary.cos(self.data), (self,), (-elementary.sin(self.data),))

    def sqrt(self) -> Value:
        """Return the square root, whose slope is 1 / (2 sqrt x)."""
        out = elementary.sqrt(self.data)
        return Value(out, (self,), (elementary.divide(0.5, out),))

    def __abs__(self) -> Value:
        """Return the size; the slope at 0 is 0."""
        slope = 0.0 if self.data == 0.0 else math.copysign(1.0, self.data)
        return Value(abs(self.data), (self,), (slope,))

    def tape(self) -> list[Value]:
        """Return what this was computed from and itself, newest first; leaves are left out."""
        found, waiting = {self}, [self]
        while waiting:
            for source in waiting.pop().inputs:
                if source.inputs and source not in found:
                    found.add(source)
                    waiting.append(source)
        return sorted(found, key=_newest_first, reverse=True)

    def backward(self) -> None:
        """Add ∂self/∂leaf to the `grad` of every leaf, and set that of every node between."""
        tape = self.tape()
        if self.inputs:
            for node in tape:
                node.grad = 0.0
        self.grad += 1.0
        for node in tape:
            grad = node.grad
            for source, slope in zip(node.inputs, node.slopes, strict=True):
                source.grad += slope * grad


def dot(weights: Sequence[Value], inputs: Sequence[Value], bias: Value) -> Value:
    """Return bias + w_0 x_0 + w_1 x_1 + …, added in this order, as a single node."""
    w, x = [v.data for v in weights], [v.data for v in inputs]
    out = bias.data
    for a, b in zip(w, x, strict=True):
        out += a * b
    return Value(out, (*weights, *inputs, bias), (*x, *w, 1.0))


def total(values: Sequence[Value]) -> Value:
    """Return the sum, added from the left, as a single node."""
    out = 0.0
    for value in values:
        out += value.data
    return Value(out, tuple(values), (1.0,) * len(values))


def _number(other: object) -> float | None:
    """Return a constant operand as a float; None for what is no real number."""
    if isinstance(other, int | float | np.integer | np.floating):
        return float(other)
    return None


def _slope_of_power(base: float, out: float) -> float:
    """Return ∂(base^n)/∂n = base^n log(base); where the power is 0 it stays 0."""
    return out * elementary.log(base) if out else 0.0
