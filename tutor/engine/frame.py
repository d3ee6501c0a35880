"""What the worker tells the app: where the run stands, and the panels when they were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tutor.engine.edits import Edit
from tutor.engine.panels import Panel
from tutor.engine.parameters import Value
from tutor.engine.stops import Stop


@dataclass(frozen=True)
class Frame:
    """One look at a run.

    `initial`, `edits`, `seed` and `step` are enough to build the run again.
    """

    seed: int
    step: int
    length: int
    initial: Mapping[str, Value]
    values: Mapping[str, Value]
    edits: Sequence[Edit]
    stopped: Stop | None
    playing: bool
    speed: float | None
    digest: str
    notice: str
    """Something to tell the learner once, or nothing."""
    numbers: Mapping[str, float]
    """The newest record's numbers."""
    panels: Sequence[Panel] = ()

    def to_message(self) -> dict[str, Any]:
        """Return the frame as data for the wire."""
        message = {field.name: getattr(self, field.name) for field in fields(self)}
        message["edits"] = [[edit.step, edit.name, edit.value] for edit in self.edits]
        message["stopped"] = self.stopped and [self.stopped.step, self.stopped.reason]
        return message


def from_message(message: Mapping[str, Any]) -> Frame:
    """Read a frame from the wire."""
    content = dict(message)
    content["edits"] = [Edit(*edit) for edit in content["edits"]]
    content["stopped"] = Stop(*content["stopped"]) if content["stopped"] else None
    return Frame(**content)
