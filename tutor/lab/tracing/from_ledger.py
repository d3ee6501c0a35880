"""A ledger as a side to compare: with its tensors where it has them beside it, or by its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tutor.engine.ledger import Ledger
from tutor.engine.receipt import Receipt
from tutor.lab.recording.companion import NoTensors, RecordedSide, folder_of
from tutor.lab.tracing.entries import Entry, Side, why_stopped
from tutor.lab.tracing.lived import STATE
from tutor.lab.tracing.tensor import Tensor, tensor_of


class LedgerSide:
    """The numbers of a ledger's lines, and the digest of the state where a line has one."""

    def __init__(self, ledger: Ledger, label: str) -> None:
        self.label = label
        self.receipt: Receipt | None = ledger.receipt
        self.stopped = why_stopped(ledger.receipt)
        self._ledger = ledger

    def entries(self, step: int) -> Sequence[Entry] | None:
        """Return what there is of a step; None where the ledger ended before it."""
        if step >= len(self._ledger.rows):
            return None
        found = [
            Entry.of(f"record.{name}", "record", tensor_of(value))
            for name, value in zip(self._ledger.columns, self._ledger.rows[step], strict=True)
        ]
        state = self._ledger.states[step]
        return [*found, Entry(STATE, "update", "digest", (), state)] if state else found

    def tensor(self, step: int, name: str) -> Tensor | None:
        """Return a number of a line."""
        column = name.removeprefix("record.")
        if column == name or column not in self._ledger.columns:
            return None
        return tensor_of(self._ledger.rows[step][self._ledger.columns.index(column)])


def side_of(path: Path, ledger: Ledger, label: str) -> tuple[Side, str]:
    """Return a ledger as a side, and what is to be said of the tensors beside it, if anything.

    Tensors that are not those of this ledger are left out: its lines hold their digests.
    """
    plain = LedgerSide(ledger, label)
    if not folder_of(path).is_dir():
        return plain, ""
    try:
        side = RecordedSide(path, ledger.receipt, label)
    except NoTensors as error:
        return plain, f"the tensors beside {path} cannot be read: {error}"
    except OSError as error:
        said = f"{error.filename}: {error.strerror}"
        return plain, f"the tensors beside {path} cannot be read: {said}"
    for step, state in enumerate(ledger.states):
        if side.state(step) != state:
            said = f"{folder_of(path)} is not of this recording from step {step} on"
            return plain, f"{said}: its tensors are left out"
    return side, "; ".join(side.notes)


def numbers_of(ledger: Ledger, label: str) -> LedgerSide:
    """Return the numbers of a ledger alone: another program's digests of the state say nothing."""
    return LedgerSide(replace(ledger, states=[None] * len(ledger.states)), label)
