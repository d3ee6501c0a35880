"""Asking for a run to be made again, and what is known of it then."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutor.engine.parameters import Value
from tutor.engine.receipt import Source
from tutor.lab.compare import Difference
from tutor.lab.exporting.reading import CannotExport


@dataclass(frozen=True)
class Testimony:
    """A run as it was made here.

    table: the numbers of its records, (steps, columns). values: the parameters' at the start.
    called: by file, the functions that were called. ambient: the process-wide generators that it
    drew from. parameters: what each is, in words.
    """

    columns: list[str]
    table: npt.NDArray[np.float64]
    values: Mapping[str, Value]
    departure: Difference | None
    called: Mapping[str, frozenset[str]]
    ambient: list[str]
    parameters: Mapping[str, str]


def testimony(source: Source, ledger: Path) -> Testimony:
    """Make the run of a ledger or receipt again; raise `CannotExport` where that cannot be."""
    request = {"source": asdict(source), "ledger": str(ledger.absolute())}
    answered = subprocess.run(
        [sys.executable, "-m", "tutor.lab.exporting.witness"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    if answered.returncode:
        last = answered.stderr.strip().splitlines()[-1:] or [f"exit code {answered.returncode}"]
        raise CannotExport(f"the run cannot be made again: {last[0]}")
    found = json.loads(answered.stdout)
    if "refused" in found:
        raise CannotExport(found["refused"])
    departure = found.pop("departure")
    called = {path: frozenset(names) for path, names in found.pop("called").items()}
    table = np.frombuffer(b64decode(found.pop("table")), "<f8")
    return Testimony(
        table=table.reshape(found.pop("steps"), len(found["columns"])),
        called=called,
        departure=departure and Difference(**departure),
        **found,
    )
