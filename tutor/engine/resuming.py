"""Going on with a run: from the newest checkpoint that is good, else from its first step.

A run is a seed, its values and its edits, so to begin it again is always possible; a checkpoint
only saves the time. What the ledger says of the steps after it is held against what comes out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from tutor.engine import checkpoint, running_ledger
from tutor.engine.checkpoint import Checkpoint, NoCheckpoint
from tutor.engine.edits import Edit
from tutor.engine.ledger import NoLedger
from tutor.engine.run import Past, Run
from tutor.engine.run_folder import NoRun, Order, RunFolder
from tutor.engine.running_ledger import Running
from tutor.engine.simulation import Simulation

Say = Callable[[str], None]
NOTHING = Past((), (), ())


def known_history(folder: RunFolder, order: Order) -> Running | None:
    """Read the ledger of a run; None before its first line. Raises `NoRun` for one that is not its.

    A torn last line is left out: it is made again.
    """
    if not folder.ledger.exists():
        return None
    try:
        running = running_ledger.read(folder.ledger)
    except NoLedger as error:
        raise NoRun(str(error)) from error
    except OSError as error:
        raise NoRun(f"{folder.ledger}: {error.strerror or error}") from error
    if running is None:
        return None
    if running.altered is not None:
        raise NoRun(
            f"{folder.ledger}: line {running.altered} was changed after it was written, so nothing "
            "could be held against it: put the old line back, or train anew"
        )
    begun = running.begun
    for what, ledger_says, order_says in (
        ("lesson", begun.lesson, order.source.lesson),
        ("code", begun.code, order.source.code),
        ("seed", begun.seed, order.seed),
        *((name, value, order.values.get(name, value)) for name, value in begun.params.items()),
    ):
        if ledger_says != order_says:
            raise NoRun(
                f"{folder.path.name}: its ledger was begun with {what} {ledger_says!r}, and "
                f"{folder.order_file.name} says {order_says!r}: one of them was changed by hand"
            )
    return running


def begin(kind: type[Simulation], order: Order, edits: list[Edit]) -> Run:
    """Return the run at its first step."""
    return Run(kind, order.seed, order.values, edits, keyframe_budget=0)


def take_up(
    kind: type[Simulation], order: Order, running: Running | None, folder: RunFolder, say: Say
) -> tuple[Run, Checkpoint | None]:
    """Return the run at its newest good checkpoint, and that; or at its first step, and None."""
    if running is None:
        return begin(kind, order, []), None
    edits = running.edits
    for place in checkpoint.newest_first(folder.checkpoints):
        try:
            found = checkpoint.read(place)
            if found.step > len(running.rows):
                raise NoCheckpoint(f"the ledger ends before it, at step {len(running.rows)}")
            run = begin(kind, order, edits)
            checkpoint.restore(found, run, running.past(found.step))
        except NoCheckpoint as error:
            say(f"checkpoint {place.name} is refused: {error}")
            continue
        say(f"goes on from the checkpoint at step {found.step}")
        return run, found
    if running.rows:
        say("no checkpoint can be used: the run is computed again from its first step")
    return begin(kind, order, edits), None


def to_message(edits: list[Edit], past: Past, found: Checkpoint | None) -> dict[str, Any]:
    """Return, for the other ranks, what `taken_up` makes the same run from."""
    message: dict[str, Any] = {"edits": [list(asdict(edit).values()) for edit in edits]}
    if found is not None:
        content = {name: value for name, value in vars(found).items() if name != "tensors"}
        message["checkpoint"] = json.dumps(content)  # a generator's numbers have 128 bits
        message["tensors"] = save(dict(found.tensors))
        message["rows"] = np.asarray(past.rows, "<f8").tobytes()
        message["digests"], message["states"] = list(past.digests), list(past.states)
    return message


def taken_up(kind: type[Simulation], order: Order, message: dict[str, Any]) -> Run:
    """Return the run that rank 0 stands at the beginning of; raise `NoCheckpoint`."""
    run = begin(kind, order, [Edit(*edit) for edit in message["edits"]])
    if "checkpoint" in message:
        rows = np.frombuffer(message["rows"], "<f8").reshape(len(message["digests"]), -1)
        past = Past(rows.tolist(), message["digests"], message["states"])
        found = checkpoint.of(json.loads(message["checkpoint"]), load(message["tensors"]))
        checkpoint.restore(found, run, past)
    return run


def on_accelerator(simulation: Simulation) -> bool:
    """Say whether the simulation keeps tensors elsewhere than in the processor's memory."""
    for value in vars(simulation).values():
        with suppress(Exception):
            tensors = value.parameters() if hasattr(value, "parameters") else [value]
            if any(tensor.device.type != "cpu" for tensor in tensors):
                return True
    return False
