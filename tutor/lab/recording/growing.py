"""The ledger of a script: a running ledger, to which a line is added at every step.

It is whole at any moment: a script that dies leaves the ledger of what it has done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.engine import chain, receipt, running_ledger
from tutor.engine.line_file import LineFile
from tutor.engine.receipt import Receipt, stop_to_json, to_hex, to_json
from tutor.engine.stops import Stop


class NotOurs(FileExistsError):
    """There is a file of this name that is no ledger: it is not written over."""


class GrowingLedger:
    """The file, and the digest that its lines are chained by."""

    def __init__(self, path: Path, begun: Receipt) -> None:
        """Open the file; raise `NotOurs` or `OSError`. An older ledger there is replaced.

        begun: the receipt of the run before its first step.
        """
        _spare(path)
        self._digest = bytes.fromhex(begun.digest)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        self._file = LineFile(os.open(path, flags, 0o666))
        self._append({"format": running_ledger.FORMAT, "begun": to_json(begun)})

    def step(self, step: int, numbers: Mapping[str, float], state: bytes) -> None:
        """Write the line of a step; `OSError` leaves no part of it behind."""
        link = chain.link(self._digest, step, (), chain.pack(list(numbers.values())), state)
        line: dict[str, Any] = {"step": step}
        line.update((name, to_hex(value)) for name, value in numbers.items())
        if state:
            line["state"] = state.hex()
        self._append({**line, "digest": link.hex()})
        self._digest = link

    def stop(self, stop: Stop) -> None:
        """Write down why the run ended."""
        self._append({"stopped": stop_to_json(stop)})

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _append(self, line: Mapping[str, Any]) -> None:
        self._file.append([json.dumps(line, separators=(",", ":"))])


def _spare(path: Path) -> None:
    """Refuse to write over a file that is no ledger."""
    if not path.exists():
        return
    with path.open("rb") as file:
        start = file.read(200).decode(errors="replace")
    if start and not any(form in start for form in (receipt.FORMAT, running_ledger.FORMAT)):
        raise NotOurs(
            f"{path} is there and is no ledger: it was left as it is; choose another name"
        )
