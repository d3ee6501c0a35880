"""The trace: the records of a run as a view sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.engine.panels import Array

if TYPE_CHECKING:
    from tutor.engine.history import History


class Trace:
    """The first records of a run, read-only: what a simulation turns into panels."""

    def __init__(self, history: History, length: int) -> None:
        self._history = history
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __contains__(self, name: str) -> bool:
        return name in self._history.scalars or name in self._history.arrays

    def __getitem__(self, name: str) -> Array:
        """Return a column: (n,) for numbers, (n, *shape) for arrays.

        It has one entry for each of `steps(name)`.
        """
        if name not in self:
            known = ", ".join([*self._history.scalars, *self._history.arrays])
            raise KeyError(f"the record has no {name!r}; it has {known}")
        thinned = self._history.thinned(name)
        if thinned is None:
            return self._history.column(name)[: self._length]
        kept = [thinned.at(step) for step in self.steps(name)]
        return np.stack(kept) if kept else np.empty((0, *self._history.arrays[name]))

    def steps(self, name: str) -> Array:
        """Return the steps at which `name` is kept: all of them, unless it is a large array."""
        thinned = self._history.thinned(name)
        if thinned is None:
            return np.arange(self._length)
        return np.array([step for step in thinned.steps() if step < self._length])

    def last(self, name: str) -> Any:
        """Return the newest value of `name`: a float or an array."""
        thinned = self._history.thinned(name)
        if thinned is not None:
            return thinned.at(int(self.steps(name)[-1]))
        value = self[name][-1]
        return float(value) if value.ndim == 0 else value
