"""Pictures: the keys that choose, enlarge, read and take along a panel, for a screen of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from tutor.app.conductor import Conductor
from tutor.app.widgets.panels import PanelsView
from tutor.draw.description import describe
from tutor.draw.export import to_csv, to_svg, to_text
from tutor.engine.files import write_whole
from tutor.engine.frame import Frame

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

ENDINGS = {"text": "txt", "csv": "csv", "svg": "svg"}
CLIPBOARD = 60_000
"""Characters that terminals take into the clipboard by an escape sequence; many refuse more."""


class Pictures(DOMNode):
    """Choose, inspect, enlarge, describe, smooth and copy panels.

    The screen that mixes it in has the panels, the newest frame and a conductor, and says where
    copies go.
    """

    frame: Frame | None
    conductor: Conductor
    panels: PanelsView

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def relayout(self) -> None:
        """Lay the screen out again."""
        raise NotImplementedError

    def copy_path(self, name: str) -> Path:
        """Return where a copy called `name` is kept."""
        raise NotImplementedError

    def action_panel(self, index: int) -> None:
        """Choose a panel."""
        self.panels.select(index)

    def action_inspect(self) -> None:
        """Put the keys on the chosen panel."""
        self.panels.inspect()
        self.say("Arrows move the cursor, with shift ten at once; esc lets go.")

    def action_zoom(self) -> None:
        """Give the chosen panel all the room, or take it back."""
        self.set_class(not self.has_class("-zoom"), "-zoom")
        self.relayout()

    def action_describe(self) -> None:
        """Say the chosen panel in words."""
        view = self.panels.selected
        if view is not None and view.panel is not None:
            self.say(f"{view.panel.title}: {describe(view.panel)}")

    def action_smooth(self) -> None:
        """Smooth every curve more, and after the most not at all."""
        share = self.panels.smooth()
        self.conductor.wake()
        self.say(
            "Curves as the lesson draws them."
            if share is None
            else f"Each curve is a moving average that keeps {share:g} of its past."
        )

    def action_copy(self, what: str) -> None:
        """Copy the chosen panel as text, CSV or SVG: to the clipboard, and into a file."""
        view = self.panels.selected
        if view is None or view.panel is None:
            return
        panel, app = view.panel, self._tutor
        if what == "csv":
            text = to_csv(panel)
        elif what == "svg":
            text = to_svg(view.canvas, app.look.palette, panel.title)
        else:
            text = to_text(view.canvas, panel.title)
        slug = re.sub(r"\W+", "-", panel.title.lower()).strip("-") or "panel"
        step = self.frame.step - 1 if self.frame else 0
        path = self.copy_path(f"{slug}-step{step}.{ENDINGS[what]}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, [text.rstrip("\n")])
            where = f"saved as {path}"
        except OSError as error:
            where = f"no file was written: {error.strerror or error}"
        if len(text) <= CLIPBOARD:
            app.copy_to_clipboard(text)
            where = f"sent to the clipboard, and {where}"
        self.say(f"{panel.title} as {what}: {where}")

    @property
    def _tutor(self) -> TutorApp:
        from tutor.app.app import TutorApp

        assert isinstance(self.app, TutorApp)
        return self.app
