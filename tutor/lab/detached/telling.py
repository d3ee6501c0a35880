"""What a training tells beside its ledger: its device, and event files for TensorBoard."""

from __future__ import annotations

from importlib import import_module

from tutor.engine.detached_job import Heard
from tutor.engine.detached_process import say
from tutor.engine.run import Run
from tutor.engine.run_folder import Order
from tutor.lab.interop.tensorboard import Scalars


def hearing(order: Order, run: Run) -> Heard | None:
    """Say where the run computes; return what is to be told of its steps, if anything is."""
    device = run.values.get("device")
    if isinstance(device, str):
        say(import_module("tutor.ml.devices").choose(device).sentence)
    if not order.tensorboard:
        return None
    try:
        return EventFile(order.tensorboard).hear
    except OSError as error:
        say(f"no event files: {order.tensorboard}: {error.strerror or error}")
        return None


class EventFile:
    """Writes the numbers of every step; a disk that refuses ends the file, and not the run."""

    def __init__(self, folder: str) -> None:
        self._scalars = Scalars(folder)
        self._open = True

    def hear(self, run: Run, since: int) -> None:
        """Write the steps from `since` to where the run stands."""
        try:
            for step in range(since, run.step) if self._open else ():
                self._scalars.write(step, run.row(step))
        except OSError as error:
            self._open = False
            say(f"the event file ends at step {run.step}: {error.strerror or error}")
