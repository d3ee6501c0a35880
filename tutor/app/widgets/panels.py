"""The panels of a lesson: all at once where there is room, one at a time where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Grid, Vertical
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from tutor.app.widgets.panel import PanelView
from tutor.engine.panels import Curve, Panel

SMOOTHINGS = (None, 0.6, 0.9, 0.97)
"""Shares of the past in a curve's moving average; None leaves it to the lesson."""


class PanelFrame(Container):
    """A border with the panel's title, around its picture."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.border_title = Content(title)
        self.view = PanelView()

    def compose(self) -> ComposeResult:
        """Put the picture inside."""
        yield self.view

    def tell(self) -> None:
        """Write what the cursor reads into the border."""
        self.border_subtitle = Content(self.view.reading)


class PanelTabs(Static):
    """The titles of all panels in one row, for a screen that shows one at a time."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._spans: list[tuple[int, int]] = []

    def show(self, titles: Sequence[str], selected: int) -> None:
        """Write the titles, the selected one lit; where they do not fit, the others are numbers."""
        parts, column = [Content("")], 0
        self._spans = []
        fits = sum(len(title) + 4 for title in titles) <= self.size.width
        for index, title in enumerate(titles):
            text = f" {index + 1} {title} " if fits or index == selected else f" {index + 1} "
            style = "$background on $primary bold" if index == selected else "$text-muted"
            if self.app.native_ansi_color:
                style = "reverse bold" if index == selected else ""
            parts.append(Content.styled(text, style))
            self._spans.append((column, column + len(text)))
            column += len(text)
        self.update(Content("").join(parts))

    def on_click(self, event: Click) -> None:
        """Select the panel whose title was clicked."""
        for index, (start, end) in enumerate(self._spans):
            if start <= event.x < end and isinstance(self.parent, PanelsView):
                self.parent.select(index)


class PanelsView(Vertical):
    """Two by two panels, or one at a time under tabs: `relayout` says which.

    Of three the first is as wide as the other two together, and of two both are. Five or six, as a
    program may have, are three by two, and of five the first takes two places.
    """

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._panels: Sequence[Panel] = ()
        self._selected = 0
        self._smoothing = 0
        self._tabs = PanelTabs()
        self._grid = Grid()

    def compose(self) -> ComposeResult:
        """Tabs above, pictures below."""
        yield self._tabs
        yield self._grid

    @property
    def selected(self) -> PanelView | None:
        """The picture that the keys are about."""
        frames = self._frames()
        return frames[self._selected].view if self._selected < len(frames) else None

    async def show(self, panels: Sequence[Panel]) -> None:
        """Show the newest panels; the frames are built again only when their titles change."""
        self._panels = [self._smoothed(panel) for panel in panels]
        titles = [panel.title for panel in panels]
        if titles != self._titles:
            self._titles = titles
            self._selected = min(self._selected, max(0, len(titles) - 1))
            self.set_class(len(titles) == 2, "-two")
            self.set_class(len(titles) == 3, "-three")
            self.set_class(len(titles) > 4, "-many")
            self.set_class(len(titles) == 5, "-five")
            await self._grid.remove_children()
            await self._grid.mount(*[PanelFrame(title) for title in titles])
            self._light()
        self._show_frames()

    def select(self, index: int) -> None:
        """Make a panel (from 0) the one that the keys are about, and show it."""
        if 0 <= index < len(self._titles):
            self._selected = index
            self._light()
            if isinstance(self.screen.focused, PanelView):
                self.inspect()

    def inspect(self) -> None:
        """Put the keys on the selected picture, whose cursor reads exact values."""
        view = self.selected
        if view is not None:
            view.focus()

    def smooth(self) -> float | None:
        """Take the next smoothing for every curve; return it, or None for the lesson's own."""
        self._smoothing = (self._smoothing + 1) % len(SMOOTHINGS)
        return SMOOTHINGS[self._smoothing]

    def relayout(self, one: bool) -> None:
        """Show one panel at a time, or all."""
        self.set_class(one, "-one")
        self._light()

    @on(PanelView.Read)
    def _read(self, event: PanelView.Read) -> None:
        """Tell what the cursor reads, and have the other curves follow it along x."""
        event.stop()
        frames = self._frames()
        for index, frame in enumerate(frames):
            if frame.view is event.view:
                frame.set_class(event.view.has_focus, "-lit")
                self._selected = index if event.view.has_focus else self._selected
        x = event.view.x
        for frame in frames:
            if frame.view is not event.view and not frame.view.has_focus:
                if x is None:
                    frame.view.point_at(None)
                else:
                    frame.view.follow(x)
            frame.tell()

    def _smoothed(self, panel: Panel) -> Panel:
        share = SMOOTHINGS[self._smoothing]
        if share is None or not isinstance(panel, Curve):
            return panel
        return replace(panel, smooth=share)

    def _light(self) -> None:
        """Show the tabs and the frames that this layout shows, with the data at hand."""
        one = self.has_class("-one")
        if one:
            self._tabs.show(self._titles, self._selected)
        for index, frame in enumerate(self._frames()):
            frame.display = index == self._selected or not one
        self._show_frames()

    def _show_frames(self) -> None:
        """Draw the newest data where it is seen. Nothing here may cost a layout."""
        for frame, panel in zip(self._frames(), self._panels, strict=False):
            if frame.display:
                frame.view.show(panel)
                if frame.view.place is not None:
                    frame.tell()

    def _frames(self) -> list[PanelFrame]:
        return list(self._grid.query(PanelFrame))
