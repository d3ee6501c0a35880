"""Stops: why a run cannot go on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.simulation import Simulation
    from tutor.engine.trace import Trace


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run cannot go on: at `step`, for `reason` (a sentence)."""

    step: int
    reason: str


def not_finite(simulation: Simulation, trace: Trace, numbers: Mapping[str, float]) -> Stop:
    """Return the stop after a record that is not finite: the simulation's own reason, or ours.

    trace: the records, the bad one last. numbers: of that one.
    """
    step = len(trace) - 1
    with suppress(Exception):  # a lesson's own code, and the run must stop all the same
        known = simulation.explain(trace)
        if known:
            return Stop(step, str(known))
    for name, value in numbers.items():
        if not isfinite(value):
            word = "not a number (NaN)" if value != value else "infinite"
            return Stop(step, f"{name} became {word} at step {step}")
    return Stop(step, f"an array became infinite or NaN at step {step}")
