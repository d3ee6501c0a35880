"""A sample: one run with several seeds, as far as it has been made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tutor.engine.edits import Edit
from tutor.engine.panels import Band
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source
from tutor.engine.stops import Stop

Floats = npt.NDArray[np.float64]

MOST_POINTS = 2048
"""Points of a band; a longer one is drawn as the envelope of its stretches."""


@dataclass(frozen=True)
class Recipe:
    """A run but for its seed."""

    source: Source
    values: Mapping[str, Value]
    """The parameter values before step 0."""
    edits: Sequence[Edit]
    steps: int


@dataclass(frozen=True)
class SeedRun:
    """What one seed gave: every number of every finite record, by name. Each column (n_steps,)."""

    seed: int
    columns: Mapping[str, Floats]
    stopped: Stop | None = None

    def reaches(self, steps: int) -> bool:
        """Say whether it was run for so many steps, or as far as it goes."""
        return self.stopped is not None or all(len(y) >= steps for y in self.columns.values())


@dataclass(frozen=True)
class LostSeed:
    """A seed that gave nothing, and why: a sentence."""

    seed: int
    reason: str


@dataclass(frozen=True)
class Sample:
    """The runs that were made, in order of their seeds, and the seeds that were lost."""

    runs: Sequence[SeedRun] = ()
    lost: Sequence[LostSeed] = ()
    _bands: dict[str, Band | None] = field(default_factory=dict, init=False, compare=False)

    @property
    def columns(self) -> list[str]:
        """The names of the numbers that every run has."""
        if not self.runs:
            return []
        return [n for n in self.runs[0].columns if all(n in run.columns for run in self.runs)]

    @property
    def seeds(self) -> set[int]:
        """Every seed that was tried."""
        return {run.seed for run in self.runs} | {lost.seed for lost in self.lost}

    @cached_property
    def draws_nothing(self) -> bool:
        """Whether at least two runs were made and all are the same, as far as they go."""
        if len(self.runs) < 2:
            return False
        first, *others = self.runs
        return all(_same(first, other) for other in others)

    def values_at(self, column: str, step: int) -> dict[int, float]:
        """Return the number of each seed at `step`; a run that stopped before has none."""
        return {
            run.seed: float(run.columns[column][step])
            for run in self.runs
            if column in run.columns and step < len(run.columns[column])
        }

    def stopped_before(self, step: int) -> list[SeedRun]:
        """Return the runs that have no record of `step`: they diverged or failed earlier."""
        return [run for run in self.runs if run.stopped is not None and run.stopped.step <= step]

    def band(self, column: str) -> Band | None:
        """Return the lowest and highest number of the seeds at every step; None below two seeds.

        It ends where fewer than two runs go on.
        """
        if column not in self._bands:
            self._bands[column] = self._band(column)
        return self._bands[column]

    def _band(self, column: str) -> Band | None:
        runs = [run.columns[column] for run in self.runs if column in run.columns]
        if len(runs) < 2:
            return None
        steps = sorted(map(len, runs))[-2]  # so far at least two go on
        table = np.full((len(runs), steps), np.nan)  # (n_seeds, n_steps)
        for row, y in zip(table, runs, strict=True):
            row[: len(y)] = y[:steps]
        return Band(np.arange(steps), np.nanmin(table, axis=0), np.nanmax(table, axis=0))


def shortened(band: Band, steps: int) -> Band:
    """Return the band's first `steps` steps, in few enough points to be drawn every frame."""
    x, low, high = band.x[:steps], band.low[:steps], band.high[:steps]
    stretch = -(-len(x) // MOST_POINTS)
    if stretch <= 1:
        return Band(x, low, high)
    starts = np.arange(0, len(x), stretch)
    low, high = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
    # both ends of the last stretch, or the band would stop short of the newest step
    ends = np.append(x[starts], x[-1])
    return Band(ends, np.append(low, low[-1]), np.append(high, high[-1]))


def _same(one: SeedRun, other: SeedRun) -> bool:
    """Say whether two runs agree in every number, as far as both go."""
    return list(one.columns) == list(other.columns) and all(
        np.array_equal(y[:length], other.columns[name][:length])
        for name, y in one.columns.items()
        for length in [min(len(y), len(other.columns[name]))]
    )
