"""Where a detached run stands, in a small file that is replaced about once a second."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

BEGINNING = "beginning"
RUNNING = "running"
PAUSED = "paused"
FINISHED = "finished"
STOPPED = "stopped"
DIVERGED = "diverged"
FAILED = "failed"

ENDED = (FINISHED, STOPPED, DIVERGED, FAILED)
"""The states that a process ends in by its own will."""

SIZE = 4096
"""Bytes of the file, so that it can be written over in place on a disk that is full."""


@dataclass
class Status:
    """Where a run stands. `said` is a sentence about it, or nothing."""

    state: str = BEGINNING
    step: int = 0
    steps: int = 0
    numbers: Mapping[str, float] = field(default_factory=dict)
    """The newest record's."""
    steps_per_second: float = 0.0
    seconds_left: float | None = None
    checkpoint: int | None = None
    """The step of the newest checkpoint."""
    memory: int = 0
    """Bytes of the process."""
    device_memory: int = 0
    """Bytes that the tensors take on the device, where there is one beside the processor."""
    device_room: int = 0
    """Bytes of memory that the device has."""
    device: str = ""
    """What it computes on, as people call it."""
    tokens_per_second: float | None = None
    flops_per_second: float | None = None
    """Of all processes together."""
    peak_flops_per_second: float | None = None
    """What one device can do at most."""
    peak_source: str = ""
    """Where that number comes from."""
    utilisation: float | None = None
    """Model flops utilisation, a share of 1."""
    edits: int = 0
    """Parameters changed so far."""
    pid: int = 0
    nproc: int = 1
    said: str = ""

    def to_message(self) -> dict[str, Any]:
        """Return the status as data, for the wire and the file."""
        return asdict(self)


def from_message(message: Mapping[str, Any]) -> Status:
    """Read a status; what another version has beside is left out."""
    known = {key: value for key, value in message.items() if key in Status.__dataclass_fields__}
    return Status(**known)


def write(path: Path, status: Status) -> None:
    """Replace the status in `path`; a disk that refuses costs no more than the news."""
    text = json.dumps(status.to_message()).encode()[: SIZE - 1]
    content = text.ljust(SIZE - 1) + b"\n"
    beside = path.with_name(f".{path.name}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        with suppress(OSError), path.open("r+b") as file:
            os.pwrite(file.fileno(), content, 0)


def read(path: Path) -> Status | None:
    """Return the status in `path`; None where there is none that can be read."""
    try:
        content = json.loads(path.read_bytes())
        return from_message(content) if isinstance(content, dict) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None
