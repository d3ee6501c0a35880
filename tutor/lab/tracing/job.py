"""A comparison that another process makes while the app draws: what is asked, and the asking."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tutor.engine.wire import Reader, WireError, pack
from tutor.lab.tracing.order import Order
from tutor.lab.tracing.report import Report, from_message


class NoComparison(RuntimeError):
    """It could not be made; the message is a sentence for the learner."""


@dataclass(frozen=True)
class Job:
    """Two runs, or a run and a ledger, and how many steps of them."""

    one: Order
    other: Order
    steps: int
    labels: tuple[str, str]
    ledger: str = ""
    """The path of a ledger that takes the place of the first run."""
    calibrated: bool = False

    def to_message(self) -> dict[str, Any]:
        """Return the job as data for the wire."""
        return {
            "one": self.one.to_message(),
            "other": self.other.to_message(),
            "steps": self.steps,
            "labels": list(self.labels),
            "ledger": self.ledger,
            "calibrated": self.calibrated,
        }

    @classmethod
    def from_message(cls, content: dict[str, Any]) -> Job:
        """Read what `to_message` wrote."""
        one, other = (Order.from_message(content[name]) for name in ("one", "other"))
        first, second = content["labels"]
        return cls(
            one, other, content["steps"], (first, second), content["ledger"], content["calibrated"]
        )


async def compared(job: Job, told: Callable[[int], Any]) -> tuple[Report, str]:
    """Have a job done; return the report and a note on the ledger. Raises `NoComparison`.

    told: called with the step that is being compared. Cancelling it ends every process of it.
    """
    process, ours = _start()
    try:
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(pack(job.to_message()))
        messages = Reader()
        while data := await reader.read(1 << 20):
            for message in messages.feed(data):
                if "step" in message:
                    told(message["step"])
                elif "error" in message:
                    raise NoComparison(message["error"])
                else:
                    return from_message(message["report"]), message["note"]
        raise NoComparison("the process that compares has ended; try it again")
    except (OSError, WireError) as error:
        raise NoComparison(f"the process that compares is gone: {error}") from error
    finally:
        with suppress(OSError):
            ours.close()
        process.kill()  # the processes of its sides end when it does
        process.wait()


def _start() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the process that compares; return it and our end of the socket to it."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tutor.lab.tracing.child", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # signals for the terminal's group are not for it
        )
    return process, ours
