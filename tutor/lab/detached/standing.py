"""How a training is: its status, with what its files say of a process that died."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from tutor.engine import run_status
from tutor.engine.run_folder import NoRun, Order, RunFolder
from tutor.engine.run_status import DIVERGED, FINISHED, STOPPED, Status
from tutor.lab.detached.spans_of_time import duration

WORDS = {
    run_status.BEGINNING: "beginning",
    run_status.RUNNING: "running",
    run_status.PAUSED: "paused",
    run_status.FINISHED: "finished",
    run_status.STOPPED: "stopped",
    run_status.DIVERGED: "stopped at divergence",
    run_status.FAILED: "failed",
}
DIED = "died: resume it"
RESTARTING = "being started again"
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Standing:
    """How one training is."""

    name: str
    what: str
    """Its lesson or program."""
    state: str
    """In words."""
    alive: bool
    """Whether a process has it."""
    status: Status
    order: Order | None

    @property
    def loss(self) -> tuple[str, float] | None:
        """The number to look at: the loss, or the first that the records have."""
        numbers = self.status.numbers
        name = "loss" if "loss" in numbers else next(iter(numbers), None)
        return None if name is None else (name, numbers[name])

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        status, order = self.status.to_message(), self.order
        numbers = {name: x if isfinite(x) else None for name, x in self.status.numbers.items()}
        return {
            "name": self.name,
            "what": self.what,
            **status,
            "numbers": numbers,
            "state": self.state,
            "alive": self.alive,
            "seed": order.seed if order else None,
            "set": dict(order.values) if order else None,
            "begun": order.begun if order else None,
        }


def look(folder: RunFolder) -> Standing:
    """Say how the training in a folder is."""
    alive = folder.holder() is not None
    restarting = not alive and folder.launched_by() is not None
    status = run_status.read(folder.status) or Status()
    order: Order | None = None
    try:
        order = folder.order()
    except NoRun as error:
        status.state, status.said = UNREADABLE, str(error)
    state = WORDS.get(status.state, status.state)
    if restarting and status.state not in (FINISHED, STOPPED, DIVERGED):
        state = RESTARTING
    elif not alive and status.state not in (*run_status.ENDED, UNREADABLE):
        state, status.checkpoint = DIED, _newest_checkpoint(folder)
    if order is not None:
        status.steps = order.steps
    what = order.source.lesson.removeprefix("program/") if order else ""
    return Standing(folder.path.name, what, state, alive or restarting, status, order)


def _newest_checkpoint(folder: RunFolder) -> int | None:
    """The step of the newest checkpoint on the disk: the status may be from before it."""
    try:
        names = [path.name for path in folder.checkpoints.iterdir()]
    except OSError:
        return None
    return max((int(name) for name in names if name.isdecimal()), default=None)


def heard(folder: RunFolder, status: Status) -> Standing:
    """Say how a training is whose process has just told its status."""
    state = WORDS.get(status.state, status.state)
    return replace(look(folder), state=state, alive=True, status=status)


def line(standing: Standing) -> str:
    """Return a training's status in one line."""
    status = standing.status
    parts = [progress(standing)]
    if standing.loss is not None:
        name, value = standing.loss
        parts.append(f"{name} {value:.5g}")
    if status.steps_per_second and status.state == run_status.RUNNING:
        parts.append(f"{speed(status.steps_per_second)} steps/s")
        if status.tokens_per_second:
            parts.append(f"{status.tokens_per_second:,.0f} tokens/s")
        if status.seconds_left is not None:
            parts.append(f"{duration(status.seconds_left)} left")
    else:
        parts.append(standing.state)
    return "  ".join(parts)


def progress(standing: Standing) -> str:
    """Return how far a training is."""
    return f"step {standing.status.step} of {standing.status.steps}"


def speed(per_second: float) -> str:
    """Return steps a second with as many digits as mean something."""
    return f"{per_second:.0f}" if per_second >= 100 else f"{per_second:.3g}"
