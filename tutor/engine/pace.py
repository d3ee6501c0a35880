"""The pace of a playing run: a number of steps a second, or as many as there is time for."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic, perf_counter

SLICE = 0.008
"""Seconds of stepping between two looks at the orders."""

Advance = Callable[[int], int]
"""Makes at most so many steps, and returns how many it made."""


class Pace:
    """When the next steps are due, and how many are made in one go."""

    def __init__(self, steps_per_second: float | None = None) -> None:
        if steps_per_second is not None and not 0 < steps_per_second < inf:
            raise ValueError(f"the pace cannot be {steps_per_second}: give steps a second above 0")
        self.steps_per_second = steps_per_second
        self._due = monotonic()
        self._batch = 1

    def start(self) -> None:
        """Have the next step due now."""
        self._due = monotonic()

    def rest(self) -> float:
        """Return how many seconds may pass before the next step is due."""
        return 0.0 if self.steps_per_second is None else max(0.0, self._due - monotonic())

    def go(self, advance: Advance) -> None:
        """Make the steps that are due, for a slice of time at most."""
        if self.steps_per_second is None:
            self._rush(advance)
        else:
            self._keep(advance, self.steps_per_second)

    def _rush(self, advance: Advance) -> None:
        """Make as many steps as a slice of time holds, in one go: each go has its own price."""
        start = perf_counter()
        advance(self._batch)
        took = perf_counter() - start
        if took < SLICE / 2:
            self._batch *= 2
        elif took > SLICE:
            self._batch = max(1, self._batch // 2)

    def _keep(self, advance: Advance, speed: float) -> None:
        """Make the steps that are due, and give up the ones that there was no time for."""
        now = monotonic()
        owed = int((now - self._due) * speed) + 1 if now >= self._due else 0
        end = perf_counter() + SLICE
        while owed and perf_counter() < end and advance(1):
            owed -= 1
            self._due += 1 / speed
        if owed:
            self._due = monotonic()
