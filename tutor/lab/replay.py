"""Replay: a run built again from its receipt and held against what was recorded."""

from __future__ import annotations

from tutor.engine.ledger import Ledger
from tutor.engine.receipt import Receipt
from tutor.engine.run import Run
from tutor.engine.simulation import Simulation
from tutor.lab import MOST_STEPS
from tutor.lab.compare import Difference, first_difference
from tutor.lab.start import CannotRun, begin


def rebuild(receipt: Receipt, kind: type[Simulation]) -> Run:
    """Begin the run that the receipt describes; raise `CannotRun` where it describes none."""
    if not 0 <= receipt.steps <= MOST_STEPS:
        raise CannotRun(f"the receipt says {receipt.steps} steps: a run has 0 to {MOST_STEPS}")
    return begin(kind, receipt.seed, receipt.params, receipt.edits)


def first_departure(ledger: Ledger, run: Run) -> Difference | None:
    """Return where a run, advanced as far as the ledger goes, differs from it; None if nowhere.

    A receipt has only its last record to be held against.
    """
    again = _recorded(ledger.receipt, run)
    found = first_difference(ledger, again) if ledger.rows else None
    return found or _end(ledger.receipt, again, run.digest())


def _recorded(receipt: Receipt, run: Run) -> Ledger:
    """The records of `run`, as its ledger would have them."""
    steps = range(run.step)
    return Ledger(
        receipt,
        columns=run.columns,
        rows=[list(run.row(step).values()) for step in steps],
        states=[run.state_digest(step) for step in steps],
        digests=[run.digest(step + 1) for step in steps],
    )


def _end(receipt: Receipt, again: Ledger, digest: str) -> Difference | None:
    """Hold the receipt's last record and its digest against the recomputed ones."""
    if receipt.steps != len(again.rows):
        return Difference(len(again.rows), "step", receipt.steps, len(again.rows))
    last = max(receipt.steps - 1, 0)
    found = first_difference(
        Ledger(receipt, list(receipt.final), [list(receipt.final.values())][: receipt.steps]),
        Ledger(receipt, again.columns, again.rows[-1:]),
    )
    if found is not None:
        return Difference(last, found.column, found.a, found.b)
    if digest != receipt.digest:
        return Difference(last, "digest", receipt.digest, digest)
    return None
