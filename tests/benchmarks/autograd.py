"""Scalar autograd: our `Value` against a closure per node, as micrograd has it, on its network.

One pass is forward and backward of a 2-16-16-1 network with ReLU, for one point of the moons. The
same parameters and the same point on both sides; the gradients are compared first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from tests.benchmarks.report import Row, spread
from tutor.ml.value import Value, dot

WIDTHS = (2, 16, 16, 1)
PASSES = 200
TARGET = 3.0
Layers = list[list[tuple[list[Any], Any]]]
"""By layer and neuron: the weights, and the bias."""


class Closures:
    """A number whose every operation makes a closure for its backward step; sorted by recursion."""

    def __init__(self, data: float, inputs: Sequence[Closures] = ()) -> None:
        self.data, self.grad = data, 0.0
        self._inputs = set(inputs)
        self._backward: Callable[[], None] = lambda: None

    def __add__(self, other: Closures) -> Closures:
        out = Closures(self.data + other.data, (self, other))

        def backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = backward
        return out

    def __mul__(self, other: Closures) -> Closures:
        out = Closures(self.data * other.data, (self, other))

        def backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = backward
        return out

    def relu(self) -> Closures:
        """Return x where it is positive, else 0."""
        out = Closures(max(self.data, 0.0), (self,))

        def backward() -> None:
            self.grad += (out.data > 0.0) * out.grad

        out._backward = backward
        return out

    def backward(self) -> None:
        """Walk the nodes in reverse topological order."""
        order: list[Closures] = []
        visited: set[Closures] = set()

        def visit(node: Closures) -> None:
            if node not in visited:
                visited.add(node)
                for source in node._inputs:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


def neuron_of_closures(weights: list[Closures], x: list[Closures], bias: Closures) -> Closures:
    """Return b + sum w x, a node for every product and every sum."""
    return sum((w * v for w, v in zip(weights, x, strict=True)), bias)


def rows() -> list[Row]:
    """Time both, turn by turn, in CPU seconds."""
    rng = np.random.default_rng(0)
    shapes = list(zip(WIDTHS[1:], WIDTHS[:-1], strict=True))
    weights = [rng.uniform(-1.0, 1.0, shape).tolist() for shape in shapes]
    ours, theirs = _network(weights, Value), _network(weights, Closures)
    point = rng.normal(size=2).tolist()
    times: dict[type, list[float]] = {Value: [], Closures: []}
    for _ in range(PASSES):
        times[Value].append(_timed(ours, point, Value, dot))
        times[Closures].append(_timed(theirs, point, Closures, neuron_of_closures))
    np.testing.assert_allclose(_gradients(ours), _gradients(theirs), rtol=1e-12)
    ratio = median(times[Closures]) / median(times[Value])
    what = "scalar autograd, forward and backward of 2-16-16-1"
    shown = (f"{spread(times[kind], 1e6)} µs" for kind in (Value, Closures))
    return [Row(what, *shown, ratio, f">= {TARGET:g} x", ratio >= TARGET)]


def _network(weights: list[list[list[float]]], kind: type) -> Layers:
    return [[([kind(w) for w in row], kind(0.1)) for row in matrix] for matrix in weights]


def _timed(layers: Layers, point: list[float], kind: type, neuron: Callable[..., Any]) -> float:
    begun = process_time()
    x = [kind(v) for v in point]
    for number, layer in enumerate(layers):
        x = [neuron(weights, x, bias) for weights, bias in layer]
        if number < len(layers) - 1:
            x = [v.relu() for v in x]
    x[0].backward()
    return process_time() - begun


def _gradients(layers: Layers) -> list[float]:
    return [p.grad for layer in layers for weights, bias in layer for p in (*weights, bias)]
