"""Edits: what was changed while a run was under way, and the plan of those to come."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass

from tutor.engine.parameters import Value


@dataclass(frozen=True, slots=True)
class Edit:
    """From `step` on, the parameter `name` has this value.

    The record of `step` itself is the first to be made with it.
    """

    step: int
    name: str
    value: Value

    def __str__(self) -> str:
        value = f"{self.value:.12g}" if isinstance(self.value, float) else str(self.value)
        return f"{self.name} = {value}"


class Plan:
    """Edits in order of steps; the ones ahead are carried out when their step is reached."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        """All of them. A run looks here at every step, and most runs have none."""

    def add(self, edit: Edit) -> None:
        """Plan an edit; a later word on the same parameter and step replaces the earlier."""
        self.edits = [e for e in self.edits if (e.step, e.name) != (edit.step, edit.name)]
        insort(self.edits, edit, key=lambda e: (e.step, e.name))

    def at(self, step: int) -> list[Edit]:
        """Return the edits of one step."""
        first = bisect_left(self.edits, step, key=lambda e: e.step)
        return [e for e in self.edits[first:] if e.step == step]

    def cut(self, step: int) -> None:
        """Forget the edits after `step`."""
        self.edits = [edit for edit in self.edits if edit.step <= step]
