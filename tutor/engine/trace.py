"""The trace: what a run has measured so far.

Numbers, and arrays of at most 128 bytes, are kept for every step in growing columns. Larger arrays
are kept for the newest steps and thinned by powers of two further back; a rewind computes the one
it stands on again.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import Any

import numpy as np

from tutor.engine.panels import Array

DENSE_BYTES = 128
THINNED_BUDGET = 16 << 20
NUMERIC = "biuf"
RESERVED = ("step", "state", "digest")


class RecordError(ValueError):
    """A step returned something that is no record, or one unlike the first."""


class History:
    """The growing columns of one run. The run writes it; views read it through a `Trace`."""

    def __init__(self) -> None:
        self.scalars: list[str] = []
        self.arrays: dict[str, tuple[int, ...]] = {}
        self._table = np.empty((0, 0), "<f8")
        self._dense: dict[str, Array] = {}
        self._thinned: dict[str, Thinned] = {}
        self._length = 0
        self._learned = False

    def __len__(self) -> int:
        return self._length

    def write(self, step: int, record: Mapping[str, Any]) -> tuple[bytes, bool]:
        """Store the record of `step`, a new one or one lived again.

        Returns its numbers in column order as little-endian float64, and whether all it holds is
        finite.
        """
        if not isinstance(record, Mapping):
            raise RecordError(
                f"step {step} returned a {type(record).__name__}: "
                "expected a record, a dict of numbers and arrays"
            )
        if not self._learned:
            self._learn(record)
        try:
            row = [_number(record[name]) for name in self.scalars]
            arrays = [(name, plain(record[name])) for name in self.arrays]
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise RecordError(f"step {step}: {self._complaint(record, error)}") from error
        if len(record) != len(row) + len(arrays):
            raise RecordError(f"step {step}: {self._complaint(record, None)}")
        if step == len(self._table):
            self._grow()
        finite = all(map(isfinite, row))
        if not finite:  # NaN has many bit patterns and one meaning
            row = [nan if value != value else value for value in row]
        self._table[step] = row
        for name, array in arrays:
            if array.shape != self.arrays[name]:
                raise RecordError(
                    f"step {step}: {name} has shape {array.shape}, and {self.arrays[name]} before"
                )
            if array.dtype.kind not in NUMERIC:
                raise RecordError(
                    f"step {step}: {name} is an array of {array.dtype}: expected numbers"
                )
            finite = finite and is_finite(array)
            if name in self._dense:
                if array.dtype != self._dense[name].dtype:
                    self._widen(name, array)
                self._dense[name][step] = array
            else:
                self._thinned[name].write(step, array)
        if step == self._length:
            self._length += 1
        return self._table[step].tobytes(), finite

    def row(self, step: int) -> list[float]:
        """Return the numbers of one step, in column order."""
        return [float(value) for value in self._table[step]]

    def cut(self, length: int) -> None:
        """Forget everything from step `length` on."""
        self._length = length
        for thinned in self._thinned.values():
            thinned.cut(length)

    def upto(self, length: int) -> Trace:
        """Return the first `length` records as a view sees them."""
        return Trace(self, length)

    def column(self, name: str) -> Array:
        """Return a dense column: (n,) numbers or (n, *shape) arrays, as a view of the memory."""
        if name in self._dense:
            return self._dense[name][: self._length]
        return self._table[: self._length, self.scalars.index(name)]

    def dense(self) -> list[str]:
        """Return the names of the columns that are kept for every step."""
        return [*self.scalars, *self._dense]

    def thinned(self, name: str) -> Thinned | None:
        """Return the thinned column of a large array, or None where `name` is dense."""
        return self._thinned.get(name)

    @property
    def nbytes(self) -> int:
        """Bytes held by the columns."""
        dense = sum(column.nbytes for column in self._dense.values())
        return self._table.nbytes + dense + sum(t.nbytes for t in self._thinned.values())

    def _learn(self, record: Mapping[str, Any]) -> None:
        """Take the names and shapes of the first record for those of all."""
        for name, value in record.items():
            array = plain(value)
            if array.dtype.kind not in NUMERIC:
                raise RecordError(
                    f"{name} is a {type(value).__name__}: a record holds numbers and arrays"
                )
            if name in RESERVED:
                raise RecordError(
                    f"a record cannot have a {name!r}: the ledger's lines have their own"
                )
            if array.ndim == 0:
                self.scalars.append(name)
                continue
            self.arrays[name] = array.shape
            if array.nbytes <= DENSE_BYTES:
                self._dense[name] = np.empty((0, *array.shape), array.dtype)
            else:
                self._thinned[name] = Thinned(array.nbytes)
        self._table = np.empty((0, len(self.scalars)), "<f8")
        self._learned = True

    def _widen(self, name: str, array: Array) -> None:
        """Make room for a wider type: whole numbers at first, fractions from some step on."""
        wide = np.promote_types(array.dtype, self._dense[name].dtype)
        self._dense[name] = self._dense[name].astype(wide, copy=False)

    def _grow(self) -> None:
        room = max(256, 2 * len(self._table))
        self._table = _longer(self._table, room)
        self._dense = {name: _longer(column, room) for name, column in self._dense.items()}

    def _complaint(self, record: Mapping[str, Any], error: Exception | None) -> str:
        expected, given = {*self.scalars, *self.arrays}, set(record)
        if missing := sorted(expected - given):
            return f"the record has no {', '.join(missing)}, which the first one had"
        if new := sorted(given - expected):
            return f"the record has {', '.join(new)}, which the first one had not"
        return f"the record cannot be kept ({error})"


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
        """Return a column: (n,) for numbers, (n, *shape) for arrays, one entry for each of
        `steps(name)`.
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


class Thinned:
    """Large arrays by step: all of the newest, and every 2nd, 4th, 8th, … of the older ones."""

    def __init__(self, nbytes: int) -> None:
        # about 12 doublings of age fit any run worth watching, with half of `recent` kept in each
        self.recent = max(2, min(64, THINNED_BUDGET // (7 * nbytes)))
        self._kept: dict[int, Array] = {}
        self._newest = -1
        self._lived: tuple[int, Array] | None = None

    def write(self, step: int, array: Array) -> None:
        """Keep the array of `step`; one lived again is kept until another is."""
        self._lived = (step, array.copy())
        if step <= self._newest:
            return
        self._newest = step
        self._kept[step] = self._lived[1]
        age, power = self.recent, 2
        while age <= step:
            if (step - age) % power:
                self._kept.pop(step - age, None)
            age, power = 2 * age, 2 * power

    def at(self, step: int) -> Array:
        """Return the array of a step that is kept."""
        if self._lived is not None and self._lived[0] == step:
            return self._lived[1]
        return self._kept[step]

    def steps(self) -> list[int]:
        """Return the kept steps, in order."""
        lived = () if self._lived is None else (self._lived[0],)
        return sorted({*self._kept, *lived})

    def cut(self, length: int) -> None:
        """Forget everything from step `length` on."""
        if self._lived is not None:  # the newest one from now on, or gone
            self._kept[self._lived[0]] = self._lived[1]
        self._kept = {step: array for step, array in self._kept.items() if step < length}
        self._newest = min(self._newest, length - 1)
        if self._lived is not None and self._lived[0] >= length:
            self._lived = None

    @property
    def nbytes(self) -> int:
        """Bytes of the kept arrays."""
        return sum(array.nbytes for array in self._kept.values())


def plain(value: Any) -> Array:
    """Return a number, array or tensor as a NumPy array, off its graph and on the CPU."""
    if type(value) is np.ndarray:
        return value
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.asarray(value)


def _number(value: Any) -> float:
    return float(value if isinstance(value, float) else plain(value))


def is_finite(array: Array) -> bool:
    """Say whether an array is free of infinities and NaN."""
    if array.size <= 16:  # a Python loop is several times quicker than NumPy on so few
        return all(map(isfinite, (array if array.ndim == 1 else array.ravel()).tolist()))
    return bool(np.isfinite(array).all())


def _longer(column: Array, room: int) -> Array:
    longer = np.empty((room, *column.shape[1:]), column.dtype)
    longer[: len(column)] = column
    return longer
