"""A training in one row: whether it goes, how far it is, and what share of its way that is."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tutor.engine import run_status
from tutor.lab.detached.standing import Standing
from tutor.study.visible import visible

SIGNS = {run_status.RUNNING: "▶", run_status.PAUSED: "‖", run_status.BEGINNING: "…"}
ENDED = "■"
SHARE = 7
"""Columns of the share at the end."""


class RunLine(Widget):
    """State, step and a line as long as the way."""

    DEFAULT_CSS = "RunLine { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--state",
        "line--text",
        "line--done",
        "line--ahead",
        "line--muted",
    }

    def __init__(self) -> None:
        super().__init__()
        self._state, self._step, self._steps = "", 0, 0

    def show(self, standing: Standing) -> None:
        """Show where the run stands."""
        status = standing.status
        sign = SIGNS.get(status.state, ENDED) if standing.alive else ENDED
        self._state = f" {sign} {standing.state}"
        self._step, self._steps = status.step, status.steps
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the row."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style
        share = min(1.0, self._step / self._steps) if self._steps else 0.0
        state = visible(self._state)
        count = f"  step {self._step} of {self._steps}  "
        track = max(3, width - len(state) - len(count) - SHARE)
        done = round(share * (track - 1))
        segments = [
            Segment(state, style("line--state")),
            Segment(count, style("line--text")),
            Segment("━" * done + "●", style("line--done")),
            Segment("─" * (track - done - 1), style("line--ahead")),
            Segment(f" {share:.1%}".rjust(SHARE), style("line--muted")),
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)
