"""Draw a scatter plot: points of up to six classes over two axes.

From the top: a legend with each class's mark and count, the points, a rule where the height allows,
the tick labels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.draw.canvas import Axes, Canvas, Locate, Spot
from tutor.draw.grades import settle_scale
from tutor.draw.palette import Palette
from tutor.draw.plane import Floats, Plane, as_points, draw_axes, is_span
from tutor.draw.ranges import Range, fit_exact
from tutor.draw.samples import dot_layer, draw_head, legend_rows, mark_layer
from tutor.engine.panels import Scatter

MANY = 4
"""With more points than one for so many cells, points become dots."""

MARGIN = 0.04
"""The share of a range that stays free at each end when it is first chosen."""


def draw_scatter(
    panel: Scatter, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel; `keep` is the axes of its last canvas."""
    canvas = Canvas.blank(width, height)
    classes = {name: as_points(points) for name, points in panel.classes.items()}
    points = np.concatenate([np.zeros((0, 2)), *classes.values()])
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        canvas.axes = keep
        canvas.put(0, 0, _nothing(len(points)), palette.muted)
        return canvas
    x_range = _choose_range(panel.x_range, finite[:, 0], keep.x if keep else None)
    y_range = _choose_range(panel.y_range, finite[:, 1], keep.y if keep else None)
    canvas.axes = Axes(x_range, y_range)
    legend = legend_rows(classes, width, max(1, height // 6), palette) if height >= 3 else []
    below = 0 if height < 4 else (1 if height < 10 else 2)
    plane = draw_axes(canvas, len(legend), below, panel, (x_range, y_range), palette)
    _draw_rules(canvas, plane, below, palette)
    area = plane.area
    if area.height < 1 or area.width < 1:
        return canvas
    few = len(finite) * MANY <= area.height * area.width
    layer = (mark_layer if few else dot_layer)(
        list(classes.values()), plane, palette.series, palette
    )
    cells = (slice(area.top, area.bottom), slice(area.left, area.right))
    canvas.glyph[cells][layer.used] = layer.glyph[layer.used]
    canvas.fore[cells][layer.used] = layer.fore[layer.used]
    draw_head(canvas, legend, classes, plane, layer, palette)
    canvas.locate = _locator(list(classes.values()), plane)
    return canvas


def _nothing(count: int) -> str:
    return f"{count} points, none finite" if count else "nothing to draw yet"


def _choose_range(given: Range | None, values: Floats, kept: Range | None) -> Range:
    """Return the panel's own range, else one that holds every value."""
    if given is not None and is_span(given):
        return float(given[0]), float(given[1])
    low, high = float(values.min()), float(values.max())
    return settle_scale((low, high), kept, _fit_loosely)


def _fit_loosely(need: Range) -> Range:
    """Run over the data with a margin: a point on the border would look cut off."""
    low, high = fit_exact(need)
    room = (high - low) * MARGIN
    return low - room, high + room


def _draw_rules(canvas: Canvas, plane: Plane, below: int, palette: Palette) -> None:
    """Draw the lines of both axes, with a notch at every tick, where they have room."""
    area, edge = plane.area, plane.area.left - 1
    for row in range(area.top, area.bottom if area.left else area.top):
        canvas.put(row, edge, "│", palette.grid)
    if below == 2:
        canvas.put(area.bottom, edge, "└" + "─" * area.width, palette.grid)
    for place, _ in plane.y_ticks if area.left else ():
        canvas.put(plane.row(place), edge, "┤", palette.grid)
    for place, _ in plane.x_ticks if below == 2 else ():
        canvas.put(area.bottom, plane.column(place), "┬", palette.grid)


def _locator(classes: Sequence[Floats], plane: Plane) -> Locate:
    def locate(row: int, column: int) -> Spot | None:
        """Return the cell of a class's point; items are (class, point)."""
        if not (0 <= row < len(classes) and 0 <= column < len(classes[row])):
            return None
        return plane.spot(classes[row][column])

    return locate
