"""The process that compares for the app: `python -m tutor.lab.tracing.child FD`.

It reads one job, tells how far it is, and answers with the report.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from tutor.engine.worker import NICE, end_with

TOLD_EVERY = 0.1
"""Seconds between two words on how far it is."""


def serve(peer: socket.socket) -> None:
    """Do the one job that is read from `peer`."""
    from tutor.engine.wire import Reader, pack
    from tutor.lab.tracing.job import Job

    messages: list[Any] = []
    reader = Reader()
    while not messages:
        data = peer.recv(1 << 16)
        if not data:
            return
        messages.extend(reader.feed(data))
    last = 0.0

    def told(step: int) -> None:
        nonlocal last
        if monotonic() - last > TOLD_EVERY:
            last = monotonic()
            peer.sendall(pack({"step": step}))

    peer.sendall(pack(_done(Job.from_message(messages[0]), told)))


def _done(job: Any, told: Any) -> dict[str, Any]:
    from tutor.engine.ledger import NoLedger, read
    from tutor.lab.start import CannotRun
    from tutor.lab.tracing.entries import SideLost
    from tutor.lab.tracing.lesson_runs import run_against_ledger, run_against_run
    from tutor.lab.tracing.report import NothingShared, to_message

    note = ""
    try:
        if job.ledger:
            path = Path(job.ledger).expanduser()
            ledger = read(path)
            if not ledger.rows:
                return {"error": f"{path} is a receipt, without a record of every step"}
            report, note = run_against_ledger(job.other, path, ledger, job.steps, job.labels, told)
            if ledger.altered is not None:
                note = f"line {ledger.altered} was changed after it was written. {note}"
        else:
            report = run_against_run(
                job.one, job.other, job.steps, job.labels, job.calibrated, told
            )
    except (CannotRun, SideLost, NoLedger, NothingShared) as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")}
    return {"report": to_message(report), "note": note}


def main() -> None:
    """Take the socket that the app has opened, and serve it."""
    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the app's to handle
    with suppress(OSError):
        os.nice(NICE)
    gone = (BrokenPipeError, ConnectionResetError)
    with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
        serve(peer)


if __name__ == "__main__":
    main()
