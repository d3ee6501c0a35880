"""Nudging: every float that a step has changed is moved to a neighbouring number.

A sum in another order, another kernel, a formula written down in another way: each changes a
result by a rounding. So does this, for any simulation, after every step.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, MutableSequence
from math import inf, isfinite, nextafter
from typing import Any

import numpy as np

from tutor.engine.panels import Array
from tutor.engine.simulation import Simulation
from tutor.lab.tracing.naming import DEEPEST, state_of

KINDS = ("float64", "float32", "float16")


class Nudge:
    """Moves numbers up or down at random: 1 one way, 2 the other, 0 not at all."""

    def __init__(self, kind: int) -> None:
        self._sign = {0: 0, 1: 1, 2: -1}[kind]
        self._rng = np.random.default_rng(0)
        self._known: dict[str, Any] = {}
        """What each tensor was after it was moved last: what stays as it is is not moved again."""

    def move(self, simulation: Simulation) -> None:
        """Move what has changed, in place."""
        if not self._sign:
            return
        for name, tensor in state_of(simulation).items():
            writeable = tensor.dtype in KINDS and tensor.bits.flags.writeable
            if writeable and self._known.get(name) != tensor.digest:
                self._move(tensor.bits)
                self._known[name] = type(tensor)(tensor.dtype, tensor.bits).digest
        inputs = {*type(simulation).parameters(), "seed"}
        for path, holder, key in _floats("", vars(simulation), 0):
            value = holder[key]
            if key not in inputs and self._known.get(path) != value and isfinite(value) and value:
                holder[key] = nextafter(value, self._way() * inf)
                self._known[path] = holder[key]

    def _move(self, bits: Array) -> None:
        way = self._sign * self._rng.choice((-1.0, 1.0), size=bits.shape)
        moved = np.nextafter(bits, (way * np.inf).astype(bits.dtype))
        np.copyto(bits, moved, where=np.isfinite(bits) & (bits != 0))  # no zero gains a sign

    def _way(self) -> float:
        return self._sign * float(self._rng.choice((-1.0, 1.0)))


def _floats(path: str, holder: Any, depth: int) -> Iterator[tuple[str, Any, Any]]:
    """Yield the plain floats in dicts and lists: a path, and where to write another in its place.

    They are no arrays, so that they can be changed in their holder alone.
    """
    if depth > DEEPEST or not isinstance(holder, MutableMapping | MutableSequence):
        return
    pairs = holder.items() if isinstance(holder, MutableMapping) else enumerate(holder)
    for key, value in list(pairs):
        if type(value) is float:
            yield f"{path}/{key}", holder, key
        elif depth == 0 or value is not holder:
            yield from _floats(f"{path}/{key}", value, depth + 1)
