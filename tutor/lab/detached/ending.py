"""Stopping a training: it is asked to end between two steps, and leaves a checkpoint."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from time import monotonic, sleep

from tutor.engine.attaching import NotRunning
from tutor.engine.run_folder import RunFolder
from tutor.lab.detached.speaking import NoAnswer, speaking


class StillRunning(TimeoutError):
    """The process has not ended yet; the message says what to do."""


def stop(folder: RunFolder, patience: float = 120.0) -> None:
    """Have a training end and wait until it has; raise `NotRunning`, `StillRunning`."""
    pid = folder.holder() or folder.launched_by()
    try:
        with speaking(folder.path, min(patience, 30.0)) as speaker:
            speaker.ask("stop")
    except NoAnswer:
        _terminate(pid)  # it is heard after the step that is under way
    except NotRunning:
        if pid is None or not folder.alive:
            raise
        _terminate(pid)  # it is about to begin, and does not listen yet
    end = monotonic() + patience
    while folder.alive:
        if monotonic() > end:
            raise StillRunning(
                f"process {pid} was told to end, and is still in a step or writing its "
                f"checkpoint; kill -9 {pid} loses no more than the steps since the last one"
            )
        sleep(0.02)


def _terminate(pid: int | None) -> None:
    if pid:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
