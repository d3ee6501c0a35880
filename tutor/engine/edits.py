"""Edits: what was changed while a run was under way."""

from __future__ import annotations

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
