"""A panel on screen: draws what it is given and repaints only the rows that changed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.look import Look
from tutor.app.painting.canvas_cells import canvas_cells, cell_style
from tutor.app.painting.cells import Cells
from tutor.app.painting.strips import CanvasStrip
from tutor.draw import Canvas, draw
from tutor.engine.panels import Panel

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

_layers = count(1)


class PanelView(Widget):
    """The picture inside a panel's border. It keeps only the newest data."""

    app: TutorApp
    DEFAULT_CSS = "PanelView { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.panel: Panel | None = None
        """What is shown."""
        self._canvas = Canvas.blank(0, 0)
        self._cells: Cells | None = None
        self._look: Look | None = None
        self._layer = next(_layers)

    def show(self, panel: Panel) -> None:
        """Draw `panel` in place of the one before."""
        self.panel = panel
        self.redraw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows of the canvas inside `crop`: straight from its arrays, without styling.

        Textual's own way through `render_line` makes a segment for every run of every row.
        """
        cells = self._cells
        height, width = cells.glyph.shape if cells is not None else (0, 0)
        if cells is None or width < crop.right:
            return [Strip.blank(crop.width, self.rich_style)] * crop.height
        return [
            CanvasStrip(_row(cells, y), cell_style).crop(crop.x, crop.right)
            if y < height
            else Strip.blank(crop.width, self.rich_style)
            for y in range(crop.y, crop.bottom)
        ]

    def render_line(self, y: int) -> Strip:
        """Return one row of the canvas."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def on_resize(self, event: events.Resize) -> None:
        """Draw again in the new size."""
        self.redraw()

    def notify_style_update(self) -> None:
        """Draw again in the colours of the new theme."""
        super().notify_style_update()
        self.redraw()

    def redraw(self) -> None:
        """Draw the panel as it is now, and repaint the rows that look different."""
        width, height = self.size
        if self.panel is None or not width or not height:
            return
        look, before = self.app.look, self._canvas
        same = self._look == look and (before.width, before.height) == (width, height)
        keep = before.axes if (before.width, before.height) == (width, height) else None
        canvas = draw(self.panel, width, height, look.palette, keep, look.glyphs)
        self._look, self._canvas = look, canvas
        rows = canvas.rows_changed(before) if same else range(height)
        if not rows:
            return
        self._cells = canvas_cells(canvas, look.palette, look.color, self._layer)
        if same:
            self.refresh(*[Region(0, row, width, 1) for row in rows])
        else:
            self.refresh()


def _row(cells: Cells, y: int) -> Cells:
    return Cells(cells.glyph[y], cells.fore[y], cells.back[y], cells.attributes[y], cells.layer[y])
