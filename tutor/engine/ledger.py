"""The ledger: a run line by line, as text that can be diffed, mailed and recomputed.

The first line is the receipt. Every further line is a record: the step, its numbers as float hex,
the digest of the state where one was taken, and the digest chained over all of it. So a line that
was changed afterwards does not fit its own digest, and a missing one is missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.engine import chain
from tutor.engine.files import write_whole
from tutor.engine.receipt import NoReceipt, Receipt, from_json, to_hex, to_json
from tutor.engine.run import Run


class NoLedger(ValueError):
    """The file is no ledger and no receipt; the message names the line and says why."""


@dataclass(frozen=True)
class Ledger:
    """A ledger as read from a file; without `rows` it is a receipt alone."""

    receipt: Receipt
    columns: list[str] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)
    states: list[str | None] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    altered: int | None = None
    """The first line of the file that was changed after it was written, or None."""


def write(path: Path, run: Run, receipt: Receipt) -> None:
    """Write the ledger of a run up to its present step; `OSError` leaves no part of it behind."""
    write_whole(path, lines(run, receipt))


def lines(run: Run, receipt: Receipt) -> Iterator[str]:
    """Yield the lines of a ledger."""
    yield _compact(to_json(receipt))
    for step in range(receipt.steps):
        yield _compact(line_of(run, step))


def line_of(run: Run, step: int) -> dict[str, Any]:
    """Return the line of one record."""
    line: dict[str, Any] = {"step": step}
    line.update((name, to_hex(value)) for name, value in run.row(step).items())
    state = run.state_digest(step)
    if state is not None:
        line["state"] = state
    line["digest"] = run.digest(step + 1)
    return line


def lines_of(ledger: Ledger) -> Iterator[str]:
    """Yield the lines of a ledger that was read."""
    yield _compact(to_json(ledger.receipt))
    for step, (row, state, digest) in enumerate(
        zip(ledger.rows, ledger.states, ledger.digests, strict=True)
    ):
        numbers = dict(zip(ledger.columns, map(to_hex, row), strict=True))
        taken = {} if state is None else {"state": state}
        yield _compact({"step": step, **numbers, **taken, "digest": digest})


def read(path: Path) -> Ledger:
    """Read a ledger or a receipt; raise `NoLedger` naming the line, or `OSError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NoLedger(f"{path} is no ledger: byte {error.start} is not UTF-8 text") from error
    from tutor.engine import running_ledger  # which reads its lines by what is defined here

    alone = _receipt_alone(text)
    if alone is not None:
        return Ledger(alone)
    first, *rest = text.splitlines() or [""]
    content = _parse(path, 1, first)
    if running_ledger.is_head(content):
        running = running_ledger.read(path)
        assert running is not None  # its first line is whole
        return running.ledger()
    try:
        receipt = from_json(content)
    except (NoReceipt, RecursionError) as error:
        raise NoLedger(f"{path} is no ledger: line 1: {error}") from error
    return _rows(path, receipt, rest)


def _receipt_alone(text: str) -> Receipt | None:
    """Read `text` as one receipt, over any number of lines; None where it is something else."""
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _rows(path: Path, receipt: Receipt, texts: list[str]) -> Ledger:
    ledger = Ledger(receipt)
    altered = None if receipt.intact else 1
    before = chain.origin(receipt.seed, receipt.params)
    for step, text in enumerate(texts):
        number = step + 2
        content = _parse(path, number, text)
        row, state, digest = row_of(path, number, content, step, ledger.columns)
        numbers = chain.pack(row)
        edits = [edit for edit in receipt.edits if edit.step == step]
        fits = chain.link(before, step, edits, numbers, bytes.fromhex(state or "")).hex() == digest
        if not fits and altered is None:
            altered = number
        before = bytes.fromhex(digest)
        ledger.rows.append(row)
        ledger.states.append(state)
        ledger.digests.append(digest)
    if len(texts) < receipt.steps:
        raise NoLedger(
            f"{path} is truncated: line 1 promises {receipt.steps} steps, and the file ends after "
            f"line {len(texts) + 1}"
        )
    if len(texts) > receipt.steps:
        raise NoLedger(f"{path} line {receipt.steps + 2}: one more than line 1 promises")
    if altered is None and before.hex() != receipt.digest:  # the lines of another run
        altered = len(texts) + 1
    return Ledger(receipt, ledger.columns, ledger.rows, ledger.states, ledger.digests, altered)


def row_of(
    path: Path, number: int, content: Any, step: int, columns: list[str]
) -> tuple[list[float], str | None, str]:
    """Read the line of one record: its numbers, the state's digest if there is one, the digest.

    columns: the names that every line has; taken from the first. Raises `NoLedger`.
    """
    if not isinstance(content, dict) or content.get("step") != step:
        raise NoLedger(f"{path} line {number}: expected the record of step {step}")
    names = [name for name in content if name not in ("step", "state", "digest")]
    if not columns:
        columns.extend(names)
    if names != columns:
        raise NoLedger(f"{path} line {number}: has {names}, expected {columns}")
    try:
        row = [float.fromhex(content[name]) for name in columns]
        state, digest = content.get("state"), content["digest"]
        bytes.fromhex(digest + (state or ""))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NoLedger(f"{path} line {number}: unreadable value ({error})") from error
    return row, state, digest


def _parse(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoLedger(
            f"{path} line {number} is not JSON: the file is torn or no ledger"
        ) from error


def _compact(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))
