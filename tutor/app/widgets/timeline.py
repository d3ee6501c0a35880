"""The timeline: whether the run plays, where it stands in what is known, its pace and its seed."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.engine.frame import Frame

STATUS, COUNT, TAIL = 11, 19, 25
"""Columns of the state, the step count, and of pace and seed at the end."""


class Timeline(Widget):
    """One row. A click on the state plays or pauses; a click or drag on the line goes there."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--state",
        "line--text",
        "line--done",
        "line--ahead",
        "line--muted",
    }

    class Sought(Message):
        """The learner points at a step."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Toggled(Message):
        """The learner clicks on the state."""

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._locked = False
        self._dragging = False

    def show(self, frame: Frame, locked: bool) -> None:
        """Show where the run stands."""
        self._frame, self._locked = frame, locked
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the row: state, step, line, pace, seed."""
        width, frame = self.size.width, self._frame
        if y or frame is None:
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style
        track = self._track()
        knob = self._knob(frame, track)
        count = f"step {frame.step - 1} of {frame.length - 1}"
        pace = "flat out" if frame.speed is None else f"{frame.speed:g} steps/s"
        segments = [
            Segment(f" {self._state(frame):<{STATUS - 1}}", style("line--state")),
            Segment(f"{count:<{COUNT}}", style("line--text")),
            Segment("━" * knob + "●", style("line--done")),
            Segment("─" * (track - knob - 1), style("line--ahead")),
            Segment(f" {pace:>13}  seed {frame.seed}".ljust(TAIL), style("line--muted")),
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _state(self, frame: Frame) -> str:
        if self._locked:
            return "■ locked"
        if frame.stopped is not None:
            return "■ stopped"
        return "▶ playing" if frame.playing else "‖ paused"

    def _track(self) -> int:
        return max(3, self.size.width - STATUS - COUNT - TAIL)

    def _knob(self, frame: Frame, track: int) -> int:
        known = max(1, frame.length - 1)
        return round((frame.step - 1) / known * (track - 1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Toggle play, or begin to scrub."""
        if event.x < STATUS:
            self.post_message(self.Toggled())
            return
        self._dragging = True
        self.capture_mouse()
        self._scrub(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Scrub along the line."""
        if self._dragging:
            self._scrub(event.x)

    def on_mouse_up(self) -> None:
        """Let go of the line."""
        self._dragging = False
        self.release_mouse()

    def _scrub(self, x: int) -> None:
        track, frame = self._track(), self._frame
        place = x - STATUS - COUNT
        if frame is not None and -1 <= place <= track:
            share = min(max(place, 0), track - 1) / (track - 1)
            self.post_message(self.Sought(1 + round(share * (frame.length - 1))))
