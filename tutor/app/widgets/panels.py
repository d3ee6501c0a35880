"""The panels of a lesson: all at once where there is room, one at a time where there is not."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, Grid, Vertical
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from tutor.app.widgets.panel import PanelView
from tutor.engine.panels import Panel


class PanelFrame(Container):
    """A border with the panel's title, around its picture."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.border_title = title
        self.view = PanelView()

    def compose(self) -> ComposeResult:
        """Put the picture inside."""
        yield self.view


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
    """Two by two panels, or one at a time under tabs: `relayout` says which."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._panels: Sequence[Panel] = ()
        self._selected = 0
        self._tabs = PanelTabs()
        self._grid = Grid()

    def compose(self) -> ComposeResult:
        """Tabs above, pictures below."""
        yield self._tabs
        yield self._grid

    async def show(self, panels: Sequence[Panel]) -> None:
        """Show the newest panels; the frames are built again only when their titles change."""
        self._panels = panels
        titles = [panel.title for panel in panels]
        if titles != self._titles:
            self._titles = titles
            self._selected = min(self._selected, max(0, len(titles) - 1))
            await self._grid.remove_children()
            await self._grid.mount(*[PanelFrame(title) for title in titles])
            self._light()
            return
        for frame, panel in zip(self._frames(), panels, strict=True):
            if frame.display:
                frame.view.show(panel)

    def select(self, index: int) -> None:
        """Show the panel `index` (from 0), where one is shown at a time."""
        if 0 <= index < len(self._titles):
            self._selected = index
            self._light()

    def relayout(self, narrow: bool) -> None:
        """Follow a change of the screen's width."""
        self.set_class(narrow, "-one")
        self._light()

    def _light(self) -> None:
        """Show the frames that this layout shows, with the data at hand."""
        self._tabs.show(self._titles, self._selected)
        for index, (frame, panel) in enumerate(zip(self._frames(), self._panels, strict=False)):
            frame.display = index == self._selected or not self.has_class("-one")
            if frame.display:
                frame.view.show(panel)

    def _frames(self) -> list[PanelFrame]:
        return list(self._grid.query(PanelFrame))
