"""Going on with a training that stopped, died or is to run longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tutor.engine import run_status
from tutor.engine.edits import Edit
from tutor.engine.ledger_appender import Appender
from tutor.engine.parameters import Value
from tutor.engine.resuming import known_history
from tutor.engine.run_folder import Order, RunFolder, Taken
from tutor.lab.detached.ordering import NoOrder, source_called


class NothingLeft(ValueError):
    """The training has nothing more to do; the message says how it could have."""


def prepare(
    folder: RunFolder, steps: int | None = None, edits: Mapping[str, Value] | None = None
) -> Order:
    """Make a training ready to be launched again, and return what it is.

    steps: where it is finished from now on. edits: parameters that change from where its ledger
    ends. Raises `NoRun`, `Taken`, `NothingLeft`, `NoOrder`, `OSError`.
    """
    pid = folder.holder() or folder.launched_by()
    if pid is not None:
        raise Taken(f"process {pid} has the run {folder.path.name}: it is running; attach to it")
    order = folder.order()
    installed = source_called(order.source.lesson)
    if installed.code != order.source.code:
        raise NoOrder(
            f"{folder.path.name} was begun with code {order.source.code} of "
            f"{order.source.lesson}, and {installed.code} is installed: other code would make "
            "other steps. Train it anew, or bring the old code back"
        )
    # the program may have moved since
    order = replace(order, source=replace(installed, drivers=order.source.drivers))
    known = known_history(folder, order)
    made = len(known.rows) if known else 0
    if known is not None and known.stopped is not None:
        raise NothingLeft(
            f"{folder.path.name} stopped at divergence, at step {known.stopped.step}: "
            f"{known.stopped.reason} Train it anew with other values"
        )
    status = run_status.read(folder.status)
    finished = status is not None and status.state == run_status.FINISHED
    if steps is not None:
        if steps < made:
            raise NothingLeft(f"{folder.path.name} has made {made} steps: give --steps beyond that")
        order = replace(order, steps=steps)
    if finished and made >= order.steps:
        raise NothingLeft(
            f"{folder.path.name} is finished, at step {made}: give --steps N to go on to N"
        )
    folder.write_order(order)
    if edits:
        size, digests = (known.size, known.digests) if known else (0, [])
        if known is None:
            raise NothingLeft(f"{folder.path.name} has made no step: train it anew with --set")
        appender = Appender(folder.ledger, digests, size)
        for name, value in edits.items():
            appender.edit(Edit(made, name, value))
        appender.sync()
        appender.close()
    return order
