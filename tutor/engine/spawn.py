"""Starting a worker process. Imports nothing heavy, so it can be done before the first screen is
painted.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Computing(Protocol):
    """A process that computes, and our end of the socket to it: what a client needs of either."""

    @property
    def pid(self) -> int:
        """Its process id."""

    @property
    def peer(self) -> socket.socket:
        """Our end of the socket."""

    def end(self) -> None:
        """Let go of it."""

    def fate(self) -> str:
        """Say how it ended, in words that complete "The process that computes …"."""


@dataclass
class Worker:
    """A worker process and our end of the socket to it."""

    process: subprocess.Popen[bytes]
    peer: socket.socket

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.process.pid

    def end(self) -> None:
        """End the process, at once, and let its memory go."""
        self.peer.close()
        self.process.kill()
        self.process.wait()

    def fate(self) -> str:
        """Say how the process ended, in words; it is waited for."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "stopped talking"
        if code >= 0:
            return f"ended by itself with code {code}"
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"


def spawn(log: Path | None = None) -> Worker:
    """Start a worker; what it prints goes to `log`, or nowhere."""
    ours, theirs = socket.socketpair()
    with theirs, open(log or os.devnull, "ab") as output:  # noqa: PTH123
        process = subprocess.Popen(
            [sys.executable, "-m", "tutor.engine.worker", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # signals for the terminal's group are not for it
        )
    return Worker(process, ours)
