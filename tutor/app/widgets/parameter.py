"""A parameter on screen: its name and value, and a slider or its options; changed by arrows, digits
or mouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.widgets.options import GAP, MORE_LEFT, MORE_RIGHT, Shown, laid_out, option_at
from tutor.engine.parameters import Choice, Flag, Number, Parameter, Value

NAMES = 6, 13
"""The least and the most columns of the names, shared by all rows of a lesson."""
VALUE = 8
"""Columns of the value, so that sliders stand under each other."""


class ParameterRow(Widget, can_focus=True):
    """One parameter. ↑ and ↓ move it, digits type it, the mouse drags it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row--name",
        "row--value",
        "row--track",
        "row--knob",
        "row--muted",
        "row--typing",
    }

    class Changed(Message):
        """The learner asks for a value; the run has the last word, then `row.settle` is due."""

        def __init__(self, row: ParameterRow, value: Value) -> None:
            super().__init__()
            self.row, self.value = row, value

    class Invalid(Message):
        """What was typed cannot be a value; `reason` says what is allowed."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, parameter: Parameter[Any], longest_name: int) -> None:
        """longest_name: letters of the longest name among the lesson's parameters."""
        super().__init__()
        self.parameter = parameter
        self._name_width = min(max(longest_name + 2, NAMES[0]), NAMES[1])
        self._value: Value = parameter.default
        self._asked: list[Value] = []
        self._typed: str | None = None
        self._dragging = False
        self.tooltip = f"{parameter.help}: {parameter.allowed}" + (
            ". A change starts a new run." if parameter.resets else ""
        )

    def show(self, value: Value) -> None:
        """Show the value that is in force."""
        if value != self._value:
            self._value = value
            self.refresh()

    def settle(self) -> None:
        """Take note that the oldest question has been answered."""
        self._asked.pop(0)
        self.refresh()

    @property
    def value(self) -> Value:
        """The value in force, or the one asked for last: quick presses must add up."""
        return self._asked[-1] if self._asked else self._value

    @property
    def typing(self) -> bool:
        """Whether a value is being typed."""
        return self._typed is not None

    def render_line(self, y: int) -> Strip:
        """Return the row: name, value, slider, bounds."""
        parameter, width = self.parameter, self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style
        mark = "▸" if self.has_focus else " "
        name = f"{mark}{parameter.name}"[: self._name_width - 1].ljust(self._name_width)
        segments = [Segment(name, style("row--name"))]
        if self._typed is not None:
            segments.append(Segment(f"{self._typed}█".rjust(VALUE), style("row--typing")))
        elif isinstance(parameter, Number):
            value = f"{parameter.format(self.value)}{parameter.unit}"
            segments.append(Segment(value.rjust(VALUE), style("row--value")))
            segments += self._slider(parameter, width - self._name_width - VALUE - 2)
        elif isinstance(parameter, Choice | Flag):
            segments += self._options(parameter)
        else:
            text = _shortened(parameter.format(self.value), width - self._name_width - GAP)
            segments.append(Segment(text, style("row--value")))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _options(self, parameter: Choice | Flag) -> list[Segment]:
        """Every option, the chosen one in brackets."""
        style = self.get_component_rich_style
        shown, at = self._shown_options(parameter), 0
        chosen = self._chosen(parameter.options)
        segments = []
        if shown[0].number > 0:
            segments.append(Segment(MORE_LEFT, style("row--muted")))
            at = len(MORE_LEFT)
        for number, column, text in shown:
            is_chosen = number == chosen
            begin = column - is_chosen  # the brackets stand in the gaps
            segments.append(Segment(" " * (begin - at), self.rich_style))
            text = f"[{text}]" if is_chosen else text
            segments.append(Segment(text, style("row--value" if is_chosen else "row--muted")))
            at = begin + cell_len(text)
        left_out = shown[-1].number + 1 < len(parameter.options)
        after = (MORE_RIGHT if left_out else "") + (" ⟲" if parameter.resets else "")
        return [*segments, Segment(after, style("row--muted"))]

    def _chosen(self, options: Sequence[str]) -> int:
        return list(options).index(self.parameter.format(self.value))

    def _shown_options(self, parameter: Choice | Flag) -> list[Shown]:
        room = self.size.width - self._name_width - GAP - (2 if parameter.resets else 0)
        return laid_out(parameter.options, self._chosen(parameter.options), room)

    def _slider(self, parameter: Number[Any], room: int) -> list[Segment]:
        """The slider with its bounds."""
        style = self.get_component_rich_style
        reset = " ⟲" if parameter.resets else "  "
        low, high = parameter.format(parameter.low), parameter.format(parameter.high)
        track = self._track(room)
        knob = round(parameter.share(self.value) * (track - 1)) if track > 1 else 0
        return [
            Segment(f" {low:>3} ", style("row--muted")),
            Segment("━" * knob, style("row--knob")),
            Segment("●", style("row--knob") + Style(bold=self.has_focus)),
            Segment("─" * (track - knob - 1), style("row--track")),
            Segment(f" {high:<4}{reset}", style("row--muted")),
        ]

    def _track(self, room: int) -> int:
        return max(3, room - 12)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that belong to a value; leave the rest to the screen."""
        if self._typed is None:
            if event.key in ("up", "down"):
                self._ask(self.parameter.nudge(self.value, 1 if event.key == "up" else -1))
            elif event.key in ("shift+up", "shift+down"):
                self._ask(self.parameter.nudge(self.value, 10 if "up" in event.key else -10))
            elif event.character and (event.character.isdigit() or event.character == "-"):
                self._type(event.character)
            elif event.key == "enter":
                self._type("")
            else:
                return
        elif event.key == "enter":
            self._commit()
        elif event.key == "escape":
            self._type(None)
        elif event.key == "backspace":
            self._type(self._typed[:-1])
        elif event.character and event.is_printable:
            self._type(self._typed + event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_blur(self) -> None:
        """Give up what was half typed."""
        self._type(None)

    def on_focus(self) -> None:
        """Show the mark in front."""
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up by one."""
        event.stop()
        self._ask(self.parameter.nudge(self.value, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down by one."""
        event.stop()
        self._ask(self.parameter.nudge(self.value, -1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the knob."""
        self.focus()
        self._dragging = True
        self.capture_mouse()
        self._drag(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the knob."""
        if self._dragging:
            self._drag(event.x)

    def on_mouse_up(self) -> None:
        """Let the knob go."""
        self._dragging = False
        self.release_mouse()

    def _drag(self, x: int) -> None:
        parameter = self.parameter
        track = self._track(self.size.width - self._name_width - VALUE - 2)
        start = self._name_width + VALUE + 5
        if isinstance(parameter, Number):
            if start <= x < start + track:
                self._ask(parameter.at_share((x - start) / (track - 1)))
        elif isinstance(parameter, Choice | Flag):
            self._dragging = False
            number = option_at(self._shown_options(parameter), x - self._name_width)
            if number is not None:
                self._ask(parameter.parse(parameter.options[number]))

    def _type(self, text: str | None) -> None:
        self._typed = text
        self.refresh()

    def _commit(self) -> None:
        text, self._typed = self._typed or "", None
        self.refresh()
        if not text.strip():
            return
        try:
            self._ask(self.parameter.parse(text))
        except ValueError as error:
            self.post_message(self.Invalid(str(error)))

    def _ask(self, value: Value) -> None:
        if value != self.value:
            self._asked.append(value)
            self.refresh()
            self.post_message(self.Changed(self, value))


def _shortened(text: str, room: int) -> str:
    """Return the text, its end left out where it does not fit."""
    return text if cell_len(text) <= room else set_cell_size(text, max(0, room - 1)) + "…"
