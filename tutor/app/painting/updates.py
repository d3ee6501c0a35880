"""What Textual's compositor wants to be shown, handed to the painter cell by cell.

Its two kinds of updates are private; this and `painted` are the modules to look at when Textual
changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.painting.cells import Cells, from_segments
from tutor.app.painting.painter import Painter
from tutor.app.painting.strips import CanvasStrip

Part = tuple[int, int, Strip, int, int]
"""A row, the column a strip begins at, the strip, and the columns of it to show."""


def is_update(renderable: Any) -> bool:
    """Say whether this is an update that `take` understands."""
    return isinstance(renderable, LayoutUpdate | ChopsUpdate)


def take(painter: Painter, update: Any, size: tuple[int, int], system: ColorSystem) -> None:
    """Have the painter want what the update shows on a screen of `size` (width, height)."""
    if painter.size != size:
        painter.resize(*size)
    parts = _layout(update) if isinstance(update, LayoutUpdate) else _chops(update)
    for row, column, strip, left, right in parts:
        painter.put(row, column, _cells(strip, system), left, right)


def uncovered(widget: Widget) -> Region | None:
    """Return where a widget is on the screen in front, if it is there whole and nothing covers it.

    Then what it shows can go to the painter without the compositor, which would ask every widget
    between the first and the last changed cell for its lines.
    """
    screen = widget.screen
    if screen is not widget.app.screen or screen._layout_required or screen._scroll_required:
        return None
    visible = screen._compositor.visible_widgets
    if widget not in visible:
        return None
    region, clip = visible[widget]
    if not clip.contains_region(region):
        return None
    own = set(widget.ancestors_with_self)
    for other, (place, shown) in visible.items():
        if other not in own and place.intersection(shown).overlaps(region):
            return None
    return region


def _layout(update: LayoutUpdate) -> Iterator[Part]:
    for row, strips in enumerate(update.strips, update.region.y):
        column = update.region.x
        for strip in strips:
            yield row, column, strip, column, column + strip.cell_length
            column += strip.cell_length


def _chops(update: ChopsUpdate) -> Iterator[Part]:
    for row, left, right in update.spans:
        chops = zip(update.chop_ends[row], update.chops[row].items(), strict=False)
        for end, (column, strip) in chops:
            if strip is not None and column < right and end > left:
                yield row, column, strip, max(column, left), min(end, right)


def _cells(strip: Strip, system: ColorSystem) -> Cells:
    if isinstance(strip, CanvasStrip):
        return strip.cells
    return from_segments(strip._segments, system)
