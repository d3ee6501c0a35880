"""Attaching to a detached run: what stands in a worker's place for a `Client`.

    client = Client(start=lambda: connect(folder), patience=PATIENCE)

Every client has its own connection, and all see the same run. To close one ends nothing else.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from tutor.engine import listening, run_status
from tutor.engine.client import Refused
from tutor.engine.run_folder import RunFolder

PATIENCE = 600.0
"""Seconds without an answer after which a detached run counts as hung: one step may be long."""


class NotRunning(Refused):
    """No process has the run; the message says where it stands."""


@dataclass
class Attached:
    """A connection to the process of a detached run."""

    peer: socket.socket
    pid: int
    folder: RunFolder

    def end(self) -> None:
        """Let the connection go; the run goes on."""
        self.peer.close()

    def fate(self) -> str:
        """Say in words why the connection was lost."""
        return f"has ended: {standing(self.folder)}"


def connect(path: Path) -> Attached:
    """Connect to the run in the folder `path`; raise `NotRunning`."""
    folder = RunFolder(path)
    peer = socket.socket(socket.AF_UNIX)
    try:
        peer.connect(os.fspath(listening.address(folder)))
    except OSError as error:
        peer.close()
        raise NotRunning(f"{path.name} is not running: {standing(folder)}") from error
    return Attached(peer, folder.holder() or 0, folder)


def standing(folder: RunFolder) -> str:
    """Say in a few words where a run that nobody answers for stands."""
    status, pid = run_status.read(folder.status), folder.holder()
    if pid is not None:
        return f"process {pid} has it, and does not listen yet"
    if status is None:
        return "it has not begun"
    if status.state not in run_status.ENDED:
        return f"its process died at step {status.step} or later; resume it"
    said = f": {status.said}" if status.said else ""
    return f"{status.state} at step {status.step}{said}"
