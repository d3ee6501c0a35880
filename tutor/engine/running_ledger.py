"""The ledger of a run that is not over: a file that is only appended to, line by line.

The first line says what is run. Every further line is a record, as in any ledger, or an edit, which
is written before it is made, or the last word on a run that diverged. The receipt that heads other
ledgers needs the end of the run, so here it is put together on reading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.engine import chain
from tutor.engine.edits import Edit
from tutor.engine.ledger import Ledger, NoLedger, row_of
from tutor.engine.receipt import (
    NoReceipt,
    Receipt,
    from_json,
)
from tutor.engine.run import Past
from tutor.engine.stops import Stop

FORMAT = "mlpath-tutor running ledger 1"


@dataclass
class Running:
    """A running ledger as read."""

    head: dict[str, Any]
    begun: Receipt
    """The receipt of the run before its first step."""
    columns: list[str] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)
    states: list[str | None] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    stopped: Stop | None = None
    altered: int | None = None
    """The first line that was changed after it was written, or None."""
    size: int = 0
    """Bytes of the whole lines: what comes after them is the torn rest of one."""

    def past(self, steps: int) -> Past:
        """Return what the first `steps` lines say."""
        return Past(self.rows[:steps], self.digests[:steps], self.states[:steps])

    def ledger(self) -> Ledger:
        """Return it as any other ledger, with a receipt of the steps so far."""
        steps, begun = len(self.rows), self.begun
        receipt = Receipt(
            lesson=begun.lesson,
            code=begun.code,
            seed=begun.seed,
            params=begun.params,
            edits=tuple(edit for edit in self.edits if edit.step < steps),
            steps=steps,
            stopped=self.stopped,
            final=dict(zip(self.columns, self.rows[-1], strict=True)) if steps else {},
            digest=self.digests[-1] if steps else begun.digest,
            facts=begun.facts,
            intact=begun.intact,
            drivers=begun.drivers,
        )
        return Ledger(receipt, self.columns, self.rows, self.states, self.digests, self.altered)


def is_head(content: object) -> bool:
    """Say whether a first line is that of a running ledger."""
    return isinstance(content, Mapping) and content.get("format") == FORMAT


def read(path: Path) -> Running | None:
    """Read a running ledger; None where not even its first line was written.

    The torn rest of a line at the end is left out, as `size` says. Raises `NoLedger` and `OSError`.
    """
    texts, end = _whole_lines(path)
    if not texts:
        return None
    content = _json(path, 1, texts[0])
    if not is_head(content):
        given = content.get("format") if isinstance(content, dict) else None
        raise NoLedger(f'{path} line 1: its "format" is {given!r}, expected {FORMAT!r}')
    try:
        begun = from_json(content["begun"])
    except (NoReceipt, KeyError) as error:
        raise NoLedger(f"{path} line 1: {error}") from error
    running = Running(content, begun, altered=None if begun.intact else 1, size=end)
    before = chain.origin(begun.seed, begun.params)
    if before.hex() != begun.digest:
        running.altered = 1
    for number, text in enumerate(texts[1:], 2):
        before = _take(running, path, number, text, before)
    return running


def _whole_lines(path: Path) -> tuple[list[bytes], int]:
    """The lines that end, and where the last of them ends; one that is no JSON is torn, too."""
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    texts = content[:end].split(b"\n")[:-1]
    if texts and not _is_json(texts[-1]):  # a machine that lost its power leaves zeros
        end -= len(texts.pop()) + 1
    return texts, end


def _take(running: Running, path: Path, number: int, text: bytes, before: bytes) -> bytes:
    """Add a line to `running`; return the chained digest after it."""
    content = _json(path, number, text)
    if isinstance(content, dict) and len(content) == 1:
        try:
            if "edit" in content:
                _add(running.edits, Edit(**content["edit"]))
                return before
            if "stopped" in content:
                running.stopped = Stop(**content["stopped"])
                return before
        except TypeError as error:
            raise NoLedger(f"{path} line {number}: {error}") from error
    step = len(running.rows)
    row, state, digest = row_of(path, number, content, step, running.columns)
    edits = [edit for edit in running.edits if edit.step == step]
    numbers = chain.pack(row)
    fits = chain.link(before, step, edits, numbers, bytes.fromhex(state or "")).hex() == digest
    if not fits and running.altered is None:
        running.altered = number
    running.rows.append(row)
    running.states.append(state)
    running.digests.append(digest)
    return bytes.fromhex(digest)


def _add(edits: list[Edit], edit: Edit) -> None:
    """Add an edit; a later word on the same step and name replaces the earlier."""
    edits[:] = [e for e in edits if (e.step, e.name) != (edit.step, edit.name)]
    edits.append(edit)
    edits.sort(key=lambda e: (e.step, e.name))


def _json(path: Path, number: int, text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoLedger(f"{path} line {number} is not JSON: the file was damaged") from error


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
