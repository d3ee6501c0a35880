"""A panel on screen: draws what it is given and repaints only the rows that changed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.draw import DARK, LIGHT, Canvas, Palette, draw
from tutor.draw.canvas import DEFAULT
from tutor.engine.panels import Panel


class PanelView(Widget):
    """The picture inside a panel's border. It keeps only the newest data."""

    DEFAULT_CSS = "PanelView { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._panel: Panel | None = None
        self._canvas = Canvas.blank(0, 0)
        self._styles: dict[tuple[int, int], Style] = {}

    def show(self, panel: Panel) -> None:
        """Draw `panel` in place of the one before."""
        self._panel = panel
        self._redraw()

    def render_line(self, y: int) -> Strip:
        """Return one row of the canvas."""
        if y >= self._canvas.height:
            return Strip.blank(self.size.width, self._style(DEFAULT, DEFAULT))
        segments = [
            Segment(text, self._style(fore, back)) for text, fore, back in self._canvas.runs(y)
        ]
        return Strip(segments, self._canvas.width)

    def on_resize(self, event: events.Resize) -> None:
        """Draw again in the new size."""
        self._redraw()

    def notify_style_update(self) -> None:
        """Draw again in the colours of the new theme."""
        super().notify_style_update()
        self._styles.clear()
        self._redraw()

    @property
    def palette(self) -> Palette:
        """The colours of the app's theme."""
        return DARK if self.app.current_theme.dark else LIGHT

    def _redraw(self) -> None:
        width, height = self.size
        if self._panel is None or not width or not height:
            return
        before = self._canvas
        same_size = (before.width, before.height) == (width, height)
        keep = before.axes if same_size else None
        self._canvas = draw(self._panel, width, height, self.palette, keep)
        if not same_size:
            self.refresh()
            return
        rows = self._canvas.rows_changed(before)
        if rows:
            self.refresh(*[Region(0, row, width, 1) for row in rows])

    def _style(self, fore: int, back: int) -> Style:
        style = self._styles.get((fore, back))
        if style is None:
            palette = self.palette
            fore_hex = palette.foreground if fore == DEFAULT else fore
            back_hex = palette.background if back == DEFAULT else back
            style = Style.parse(f"#{fore_hex:06x} on #{back_hex:06x}")
            self._styles[fore, back] = style
        return style
