"""A column of large arrays: whole where it is new, and the thinner the further back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.engine.panels import Array

THINNED_BUDGET = 16 << 20


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

    def keep(self) -> dict[str, Any]:
        """Return the column as plain data, for a checkpoint."""
        return {
            "recent": self.recent,
            "kept": dict(self._kept),
            "newest": self._newest,
            "lived": self._lived,
        }

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


def taken_up(kept: Mapping[str, Any]) -> Thinned:
    """Return the column that `Thinned.keep` wrote down."""
    column = Thinned(1)
    column.recent, column._kept = kept["recent"], dict(kept["kept"])
    column._newest, column._lived = kept["newest"], kept["lived"]
    return column
