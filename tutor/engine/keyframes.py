"""Keyframes: snapshots along a run, close enough for a quick rewind and few enough for memory.

A snapshot is taken when the steps since the last one have cost `PATIENCE` times what a snapshot
costs, so keyframes take one per cent of the time whether a step lasts microseconds or seconds. When
they outgrow their budget every other one is dropped and they are taken half as often.
"""

from __future__ import annotations

from bisect import bisect_right
from time import perf_counter
from typing import NamedTuple

from tutor.engine.ambient import State, size
from tutor.engine.simulation import Simulation
from tutor.engine.snapshot import Snapshot, take

PATIENCE = 128


class Keyframe(NamedTuple):
    """All that is needed to stand before `step` again."""

    step: int
    snapshot: Snapshot
    ambient: State
    nbytes: int
    """About what it takes, less what it shares with the one before it."""


class Keyframes:
    """The keyframes of one run, in order of their steps; the first is never dropped."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.nbytes = 0
        self._frames: list[Keyframe] = []
        self._patience = PATIENCE
        self._cost = float("inf")
        self._due = 0.0

    def due(self, step: int) -> bool:
        """Say whether it is time for one before `step`; without a budget it never is."""
        if not self.budget:
            return False
        return perf_counter() >= self._due and (not self._frames or step > self._frames[-1].step)

    def take(self, step: int, simulation: Simulation, ambient: State) -> None:
        """Take a keyframe of the state before `step`."""
        start = perf_counter()
        snapshot, shared = take(simulation), self._frames[-1].ambient if self._frames else {}
        frame = Keyframe(step, snapshot, ambient, snapshot.nbytes + size(ambient, shared))
        self._frames.append(frame)
        self.nbytes += frame.nbytes
        while self.nbytes > self.budget and len(self._frames) > 2:
            self._thin()
        end = perf_counter()
        # one snapshot that was held up by a busy machine must not leave a long gap behind it
        self._cost = min(end - start, 1.5 * self._cost)
        self._due = end + self._patience * self._cost

    def at_or_before(self, step: int) -> Keyframe:
        """Return the newest keyframe that is not after `step`."""
        return self._frames[bisect_right(self._frames, step, key=lambda frame: frame.step) - 1]

    def cut(self, step: int) -> None:
        """Drop the keyframes after `step`."""
        while self._frames and self._frames[-1].step > step:
            self.nbytes -= self._frames.pop().nbytes

    def _thin(self) -> None:
        self._frames = [*self._frames[:-1:2], self._frames[-1]]
        self.nbytes = sum(frame.nbytes for frame in self._frames)
        self._patience *= 2
