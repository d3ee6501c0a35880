"""The history: what a run has measured so far, in growing columns.

Numbers, and arrays of at most 128 bytes, are kept for every step. Larger arrays are kept for the
newest steps and thinned by powers of two further back; a rewind computes the one it stands on
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from struct import Struct
from typing import Any

import numpy as np

from tutor.engine.panels import Array
from tutor.engine.record import (
    NUMERIC,
    Record,
    RecordError,
    check_column,
    is_finite,
    number,
    plain,
)
from tutor.engine.thinned import Thinned, taken_up
from tutor.engine.trace import Trace

DENSE_BYTES = 128


class History:
    """The growing columns of one run. The run writes it; views read it through a `Trace`."""

    def __init__(self) -> None:
        self.scalars: list[str] = []
        self.arrays: dict[str, tuple[int, ...]] = {}
        self._learned = False
        self._width = 0
        self._pack = Struct("").pack
        """Numbers to bytes; set with the first record."""
        self._bytes = bytearray()
        """The table's memory: writing there costs a third of assigning to a row."""
        self._table = np.empty((0, 0), "<f8")
        self._dense: dict[str, Array] = {}
        self._thinned: dict[str, Thinned] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def write(self, step: int, record: Record) -> tuple[bytes, bool]:
        """Store the record of `step`, a new one or one lived again.

        Returns its numbers in column order as little-endian float64, and whether all it holds is
        finite.
        """
        if type(record) is not dict and not isinstance(record, Mapping):
            raise RecordError(
                f"step {step} returned a {type(record).__name__}: "
                "expected a record, a dict of numbers and arrays"
            )
        if not self._learned:
            self._learn(record)
        if len(record) != self._width:
            raise RecordError(f"step {step}: {self._complaint(record, None)}")
        if step == len(self._table):
            self._grow()
        finite = True
        try:
            row = [
                value if type(value := record[name]) is float else number(value)
                for name in self.scalars
            ]
            for name in self.arrays:
                finite = self._write_array(step, name, plain(record[name])) and finite
        except RecordError:
            raise
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise RecordError(f"step {step}: {self._complaint(record, error)}") from error
        finite = finite and all(map(isfinite, row))
        if not finite:  # NaN has many bit patterns and one meaning
            row = [nan if value != value else value for value in row]
        numbers = self._pack(*row)
        self._bytes[step * len(numbers) : (step + 1) * len(numbers)] = numbers
        if step == self._length:
            self._length += 1
        return numbers, finite

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

    def keep(self) -> dict[str, Any]:
        """Return as plain data what no ledger has: the arrays."""
        return {
            "names": list(self.scalars),
            "shapes": dict(self.arrays),
            "dense": {name: column[: self._length] for name, column in self._dense.items()},
            "thinned": {name: column.keep() for name, column in self._thinned.items()},
        }

    def take_up(self, kept: Mapping[str, Any], rows: Sequence[Sequence[float]]) -> None:
        """Know the records whose numbers are `rows`, and whose arrays `keep` returned."""
        if not rows:
            return
        self.scalars, self.arrays = list(kept["names"]), dict(kept["shapes"])
        self._dense = {name: column[:0] for name, column in kept["dense"].items()}
        self._thinned = {name: taken_up(column) for name, column in kept["thinned"].items()}
        self._ready()
        while len(self._table) < len(rows):
            self._grow()
        self._table[: len(rows)] = np.asarray(rows, "<f8").reshape(len(rows), len(self.scalars))
        for name, column in kept["dense"].items():
            self._dense[name][: len(rows)] = column
        self._length = len(rows)

    @property
    def nbytes(self) -> int:
        """Bytes held by the columns."""
        dense = sum(column.nbytes for column in self._dense.values())
        return self._table.nbytes + dense + sum(t.nbytes for t in self._thinned.values())

    def _learn(self, record: Record) -> None:
        """Take the names and shapes of the first record for those of all."""
        for name, value in record.items():
            array = check_column(name, value)
            if array.ndim == 0:
                self.scalars.append(name)
                continue
            self.arrays[name] = array.shape
            if array.nbytes <= DENSE_BYTES:
                self._dense[name] = np.empty((0, *array.shape), array.dtype)
            else:
                self._thinned[name] = Thinned(array.nbytes)
        self._ready()

    def _ready(self) -> None:
        """Make the table, once the names and shapes are known."""
        self._table = np.empty((0, len(self.scalars)), "<f8")
        self._pack = Struct(f"<{len(self.scalars)}d").pack
        self._width = len(self.scalars) + len(self.arrays)
        self._learned = True

    def _write_array(self, step: int, name: str, array: Array) -> bool:
        """Store an array of a record; return whether it is finite."""
        if array.shape != self.arrays[name]:
            raise RecordError(
                f"step {step}: {name} has shape {array.shape}, and {self.arrays[name]} before"
            )
        column = self._dense.get(name)
        if column is not None and array.dtype is column.dtype:
            column[step] = array
            return is_finite(array)
        if array.dtype.kind not in NUMERIC:
            raise RecordError(f"step {step}: {name} is an array of {array.dtype}: expected numbers")
        if column is None:
            self._thinned[name].write(step, array)
        else:
            self._widen(name, array)[step] = array
        return is_finite(array)

    def _widen(self, name: str, array: Array) -> Array:
        """Make room for a wider type: whole numbers at first, fractions from some step on."""
        wide = np.promote_types(array.dtype, self._dense[name].dtype)
        self._dense[name] = self._dense[name].astype(wide, copy=False)
        return self._dense[name]

    def _grow(self) -> None:
        room = max(256, 2 * len(self._table))
        columns = len(self.scalars)
        self._bytes = bytearray(self._bytes).ljust(8 * columns * room, b"\0")
        self._table = np.frombuffer(self._bytes, "<f8").reshape(room, columns)
        self._dense = {name: _longer(column, room) for name, column in self._dense.items()}

    def _complaint(self, record: Record, error: Exception | None) -> str:
        expected, given = {*self.scalars, *self.arrays}, set(record)
        if missing := sorted(expected - given):
            return f"the record has no {', '.join(missing)}, which the first one had"
        if new := sorted(given - expected):
            return f"the record has {', '.join(new)}, which the first one had not"
        return f"the record cannot be kept ({error})"


def _longer(column: Array, room: int) -> Array:
    longer = np.empty((room, *column.shape[1:]), column.dtype)
    longer[: len(column)] = column
    return longer
