"""A plane: data with two linear axes. Which cell a point falls in, and the tick labels around it.

A cell stands for the part of the plane it covers, so a point lies in exactly one cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas, Spot
from tutor.draw.frame import Area, choose_labels, draw_labels, share, share_of, text_width
from tutor.draw.glyphs import length
from tutor.draw.palette import Palette
from tutor.draw.ranges import Range
from tutor.draw.ticks import Tick, linear_ticks
from tutor.engine.panels import Field, Scatter

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Plane:
    """The cells of the data, the ranges they span, and the ticks that are written beside them."""

    area: Area
    x_range: Range
    y_range: Range
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()

    def places(self, points: Floats) -> Floats:
        """Return points (n, 2) as shares of the plane, from its left and from its top."""
        return to_places(points, self.x_range, self.y_range)

    def rows_columns(self, points: Floats) -> tuple[Ints, Ints]:
        """Return the row and column in the area of each point; of the nearest cell if outside."""
        size = np.array([self.area.width, self.area.height])
        cells = np.clip(np.floor(self.places(points) * size), 0, size - 1).astype(np.int64)
        return cells[:, 1], cells[:, 0]

    def row(self, y: float) -> int:
        """Return the row of a height, in the canvas."""
        down = 1 - share_of(y, self.y_range)
        return self.area.top + min(max(int(down * self.area.height), 0), self.area.height - 1)

    def column(self, x: float) -> int:
        """Return the column of a place on the x axis, in the canvas."""
        along = share_of(x, self.x_range)
        return self.area.left + min(max(int(along * self.area.width), 0), self.area.width - 1)

    def is_inside(self, points: Floats) -> npt.NDArray[np.bool_]:
        """Say of each point whether it is finite and within both ranges, ends included."""
        low, high = np.array([self.x_range, self.y_range]).T
        return np.asarray(((points >= low) & (points <= high)).all(axis=1))

    def spot(self, point: Floats) -> Spot | None:
        """Return the cell of a point (2,); None outside."""
        if self.area.width < 1 or self.area.height < 1 or not self.is_inside(point[None])[0]:
            return None
        return Spot(self.row(float(point[1])), self.column(float(point[0])))


def as_points(points: npt.ArrayLike | None) -> Floats:
    """Return points as (n, 2); no points where the numbers make no pairs."""
    found = np.asarray(() if points is None else points, np.float64)
    return found.reshape(-1, 2) if found.size % 2 == 0 else np.zeros((0, 2))


def to_places(points: Floats, x_range: Range, y_range: Range) -> Floats:
    """Return points (n, 2) as shares of the ranges, from the left and from the top."""
    return np.column_stack((share(points[:, 0], x_range), 1 - share(points[:, 1], y_range)))


def is_span(ends: Range | None) -> bool:
    """Say whether a range has a width that can be drawn."""
    return ends is not None and math.isfinite(ends[1] - ends[0]) and ends[1] > ends[0]


def draw_axes(
    canvas: Canvas,
    top: int,
    below: int,
    panel: Field | Scatter,
    ranges: tuple[Range, Range],
    palette: Palette,
) -> Plane:
    """Write the tick labels left of and below the data, and the axes' names.

    The data gets the rows from `top` on, but for the last `below`; the labels take the very last.
    """
    x_range, y_range = ranges
    rows = max(canvas.height - top - below, 0)
    y_ticks = linear_ticks(*y_range, max(1, rows // 3))
    gutter = max(text_width(y_ticks), min(length(panel.y_label), 4)) + 1
    gutter = gutter if canvas.width >= gutter + 10 else 0
    plane = Plane(Area(top, gutter, rows, canvas.width - gutter), x_range, y_range)
    if gutter and rows:
        taken = set()
        for place, label in y_ticks:
            row = plane.row(place)
            canvas.put(row, gutter - 1 - length(label), label, palette.muted)
            taken.add(row)
        free = [row for row in range(top, top + rows) if row not in taken]
        if free and length(panel.y_label) < gutter:
            start = gutter - 1 - length(panel.y_label)
            canvas.put(free[0], start, panel.y_label, palette.foreground)
    x_ticks: list[Tick] = []
    if below and rows:
        x_ticks, labels = choose_labels(
            lambda most: linear_ticks(*x_range, most),
            plane.column,
            gutter,
            canvas.width,
        )
        draw_labels(canvas, canvas.height - 1, labels, panel.x_label, palette)
    return Plane(plane.area, x_range, y_range, tuple(x_ticks), tuple(y_ticks))
