"""A panel on screen: draws what it is given, repaints only the rows that changed, and can be
inspected item by item.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.look import Look
from tutor.app.painting.canvas_cells import canvas_cells, cell_style
from tutor.app.painting.cells import REVERSE, Cells
from tutor.app.painting.strips import CanvasStrip
from tutor.draw import Canvas, draw
from tutor.draw.canvas import Spot
from tutor.draw.inspect import column_at, items, x_of
from tutor.engine.panels import Field, Panel

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

_layers = count(1)

Place = tuple[int, int]
"""The row and the column of an item."""

MOVES = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
FAR = 10
"""Items that an arrow with shift goes at once."""
MOST = 20_000
"""Items among which the one under the mouse is looked for."""


class PanelView(Widget, can_focus=True):
    """The picture inside a panel's border. It keeps only the newest data."""

    app: TutorApp
    DEFAULT_CSS = "PanelView { width: 1fr; height: 1fr; }"

    class Read(Message):
        """The cursor stands on another item, or (with `place` None) is gone."""

        def __init__(self, view: PanelView) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__()
        self.panel: Panel | None = None
        """What is shown."""
        self.place: Place | None = None
        """Where the cursor is."""
        self._canvas = Canvas.blank(0, 0)
        self._cells: Cells | None = None
        self._look: Look | None = None
        self._spot: Spot | None = None
        self._layer = next(_layers)

    @property
    def canvas(self) -> Canvas:
        """The picture as it is drawn now."""
        return self._canvas

    def show(self, panel: Panel) -> None:
        """Draw `panel` in place of the one before; the cursor stays on its item."""
        self.panel = panel
        if self.place is not None:
            self.place = items(panel).nearest(*self.place)
        self.redraw()

    @property
    def reading(self) -> str:
        """The exact numbers under the cursor; empty without one."""
        if self.panel is None or self.place is None:
            return ""
        found = items(self.panel)
        place = found.nearest(*self.place)
        return found.read(*place) if place is not None else ""

    @property
    def x(self) -> float | None:
        """Where the cursor is on the x axis of a curve."""
        return x_of(self.panel, *self.place) if self.panel and self.place else None

    def point_at(self, place: Place | None) -> None:
        """Put the cursor on the item nearest to a place, or take it away."""
        if place is not None:
            place = items(self.panel).nearest(*place) if self.panel is not None else None
        self.place = place
        self.redraw()

    def follow(self, x: float) -> None:
        """Put the cursor on a curve's point nearest to `x`: another panel's cursor is there."""
        row = self.place[0] if self.place else 0
        column = column_at(self.panel, row, x) if self.panel is not None else None
        if column is not None:
            self.point_at((row, column))

    def on_focus(self) -> None:
        """Begin to inspect: at the newest point, or where the cursor was."""
        if self.panel is not None and self.place is None:
            counts = items(self.panel).counts
            newest = (0, 10**9) if counts and x_of(self.panel, 0, 0) is not None else (0, 0)
            self.point_at(newest)
        self.post_message(self.Read(self))

    def on_blur(self) -> None:
        """Take the cursor away."""
        self.point_at(None)
        self.post_message(self.Read(self))

    def on_key(self, event: events.Key) -> None:
        """Move the cursor by the arrows; with shift, ten items at once."""
        name = event.key.removeprefix("shift+")
        if name not in MOVES or self.place is None:
            return
        event.stop()
        event.prevent_default()
        rows, columns = MOVES[name]
        upward = -1 if isinstance(self.panel, Field) else 1  # a field's rows count from below
        far = FAR if event.key != name else 1
        row, column = self.place
        self.point_at((row + rows * upward * far, column + columns * far))
        self.post_message(self.Read(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the item under the mouse."""
        place = self._item_at(event.y, event.x)
        if place is not None:
            self.point_at(place)
            self.post_message(self.Read(self))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows of the canvas inside `crop`: straight from its arrays, without styling.

        Textual's own way through `render_line` makes a segment for every run of every row.
        """
        cells = self._cells
        height, width = cells.glyph.shape if cells is not None else (0, 0)
        if cells is None or width < crop.right:
            return [Strip.blank(crop.width, self.rich_style)] * crop.height
        return [
            CanvasStrip(cells.row(y), cell_style).crop(crop.x, crop.right)
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
        look, before, old_spot = self.app.look, self._canvas, self._spot
        fits = (before.width, before.height) == (width, height)
        same = fits and self._look == look
        keep = before.axes if fits else None
        canvas = draw(self.panel, width, height, look.palette, keep, look.glyphs)
        self._look, self._canvas = look, canvas
        self._spot = canvas.locate(*self.place) if canvas.locate and self.place else None
        rows = set(canvas.rows_changed(before)) if same else set(range(height))
        if self._spot != old_spot:
            rows |= _rows_of(old_spot, height) | _rows_of(self._spot, height)
        if not rows:
            return
        self._cells = canvas_cells(canvas, look.palette, look.color, self._layer, look.exact)
        if self._spot is not None:
            self._cells.turn_on(REVERSE, self._spot)
        if not same:
            self.refresh()
        elif not self.app.paint_picture(self, self._cells, rows):
            self.refresh(*[Region(0, row, width, 1) for row in sorted(rows)])

    def _item_at(self, row: int, column: int) -> Place | None:
        """Return the item drawn nearest to a cell."""
        locate = self._canvas.locate
        if self.panel is None or locate is None:
            return None
        counts = items(self.panel).counts
        stride = max(1, -(-sum(counts) // MOST))
        best: tuple[int, Place] | None = None
        for item_row, size in enumerate(counts):
            for item_column in range(0, size, stride):
                spot = locate(item_row, item_column)
                if spot is not None:
                    off = _distance(spot, row, column)
                    if best is None or off < best[0]:
                        best = off, (item_row, item_column)
        return best[1] if best else None


def _rows_of(spot: Spot | None, height: int) -> set[int]:
    return set(range(spot.row, min(spot.row + spot.height, height))) if spot else set()


def _distance(spot: Spot, row: int, column: int) -> int:
    """Return how far a cell is from a spot; a row counts two columns, as it is about as long."""
    down = max(spot.row - row, row - (spot.row + spot.height - 1), 0)
    along = max(spot.column - column, column - (spot.column + spot.width - 1), 0)
    return 2 * down + along
