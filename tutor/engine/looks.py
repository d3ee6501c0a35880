"""What can be told of a run as it stands: to the app, and to whoever keeps it."""

from __future__ import annotations

from typing import Any

from tutor.engine.frame import Frame
from tutor.engine.run import Run


def look(run: Run, playing: bool, speed: float | None, notice: str) -> Frame:
    """Return where a run stands, without its panels."""
    return Frame(
        seed=run.seed,
        step=run.step,
        length=len(run),
        initial=run.initial,
        values=run.values,
        edits=run.edits,
        stopped=run.stopped,
        playing=playing,
        speed=speed,
        digest=run.digest(),
        notice=notice,
        numbers=run.row(run.step - 1) if run.step else {},
    )


def declared(run: Run) -> list[dict[str, Any]]:
    """Return the declarations of the simulation's parameters, for the wire."""
    return [p.to_message() for p in type(run.simulation).parameters().values()]


def series(run: Run) -> dict[str, Any]:
    """Return every number of the finite records up to the present step, a column each."""
    trace = run.trace
    return {name: trace[name] for name in run.columns}
