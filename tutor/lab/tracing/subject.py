"""The subject of a comparison: the run that a lesson shows, and what it can be held against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tutor.engine.receipt import Source
from tutor.lab.tracing.job import Job
from tutor.lab.tracing.order import Order

Kind = Literal["twice", "threads", "yours", "ledger"]
MOST_STEPS = 2_000
"""Steps that are compared at most: the first difference of two runs is hardly ever later."""


@dataclass(frozen=True)
class Subject:
    """A lesson's run: what it is, and whose code can be in it."""

    title: str
    reference: Source
    yours: Source | None
    order: Order
    """The run on screen; its source is one of the two."""
    steps: int

    def job(self, kind: Kind, ledger: str = "", calibrated: bool = False) -> Job:
        """Return the comparison of a kind: with itself, with two threads, yours, a ledger."""
        here, steps = self.order, max(1, min(self.steps, MOST_STEPS))
        if kind == "yours" and self.yours is not None:
            one = replace(here, source=self.reference)
            other = replace(here, source=self.yours)
            return Job(one, other, steps, ("reference", "yours"), "", calibrated)
        if kind == "ledger":
            return Job(here, here, MOST_STEPS, ("ledger", "here"), ledger)
        if kind == "threads":
            other = replace(here, threads=2)
            return Job(here, other, steps, ("1 thread", "2 threads"), "", calibrated)
        return Job(here, here, steps, ("first", "second"), "", calibrated)
