"""What a simulation may say of its steps and its device, beside its records.

    symbols_per_step()        tokens that a step learns from
    flops_per_step()          operations that a step takes, counted from the model
    peak()                    operations a second that one device does at most, and how that is
                              known, in words
    device_name()             what it computes on

Each is optional, none changes the run, and none may end it: these are only news.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from tutor.engine.simulation import Simulation


class Told:
    """Asks a simulation. What it has no method for, or what fails, is None or empty."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._peak: tuple[float | None, str] | None = None

    def each_second(self, method: str, steps_per_second: float) -> float | None:
        """Return what a method says of a step, in a second."""
        found = self._ask(method)
        return None if found is None else float(found) * steps_per_second

    @property
    def device(self) -> str:
        """What it computes on: the processor, unless it says otherwise."""
        return str(self._ask("device_name") or "the CPU")

    @property
    def peak(self) -> tuple[float | None, str]:
        """What its device does at most, and whence that is known; asked once: it may measure."""
        if self._peak is None:
            found = self._ask("peak")
            self._peak = (None, "") if found is None else (float(found[0]), str(found[1]))
        return self._peak

    def _ask(self, method: str) -> Any:
        found = getattr(self._simulation, method, None)
        with suppress(Exception):
            return found() if callable(found) else None
        return None
