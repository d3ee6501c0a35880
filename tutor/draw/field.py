"""Draw a field: a function of two variables from above, with contours, a path and points.

The ground comes from `terrain`; what moves is put over it and keeps its shades.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Axes, Canvas
from tutor.draw.dots import GLYPHS, cell_codes, segment_mask
from tutor.draw.frame import Area, choose_labels, draw_labels, share, text_width
from tutor.draw.glyphs import length
from tutor.draw.palette import Palette, mix
from tutor.draw.ranges import Range
from tutor.draw.terrain import Ground, draw_ground
from tutor.draw.ticks import linear_ticks
from tutor.engine.panels import Field

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RECENT = 10
"""So many of the newest steps are drawn brightly."""


def draw_field(
    panel: Field, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. The ranges are the panel's own, so `keep` changes nothing."""
    canvas = Canvas.blank(width, height)
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    x_range, y_range = _span(panel.x_range), _span(panel.y_range)
    canvas.axes = Axes(x_range, y_range)
    area = _draw_frame(canvas, panel, x_range, y_range, palette)
    if area.height < 1 or area.width < 1:
        return canvas
    levels = tuple(float(level) for level in panel.levels)
    ground = draw_ground(values, levels, panel.logarithmic, area.width, area.height, palette)
    drawn = ground.canvas
    _draw_over(ground, panel, x_range, y_range, palette)
    rows, columns = slice(area.top, area.bottom), slice(area.left, area.right)
    canvas.glyph[rows, columns] = drawn.glyph
    canvas.fore[rows, columns] = drawn.fore
    canvas.back[rows, columns] = drawn.back
    return canvas


def _span(ends: Range) -> Range:
    """Return the range, or one around 0 where it has no width."""
    low, high = float(ends[0]), float(ends[1])
    return (low, high) if math.isfinite(high - low) and high > low else (-1.0, 1.0)


def _draw_frame(
    canvas: Canvas, panel: Field, x_range: Range, y_range: Range, palette: Palette
) -> Area:
    """Write the tick labels left and below, and the axes' names; return the area between."""
    rows = canvas.height - 1 if canvas.height >= 4 else canvas.height
    ticks = linear_ticks(*y_range, max(1, rows // 3))
    gutter = max(text_width(ticks), min(length(panel.y_label), 4)) + 1
    gutter = gutter if canvas.width >= gutter + 10 else 0
    area = Area(0, gutter, rows, canvas.width - gutter)
    if gutter:
        taken = set()
        for place, label in ticks:
            row = min(int(float(1 - share(place, y_range)) * rows), rows - 1)
            canvas.put(row, gutter - 1 - length(label), label, palette.muted)
            taken.add(row)
        free = [row for row in range(rows) if row not in taken]
        if free and length(panel.y_label) < gutter:
            canvas.put(
                free[0], gutter - 1 - length(panel.y_label), panel.y_label, palette.foreground
            )
    if rows < canvas.height:
        _, labels = choose_labels(
            lambda most: linear_ticks(*x_range, most),
            lambda place: (
                gutter + min(int(float(share(place, x_range)) * area.width), area.width - 1)
            ),
            gutter,
            canvas.width,
        )
        draw_labels(canvas, canvas.height - 1, labels, panel.x_label, palette)
    return area


def _draw_over(
    ground: Ground, panel: Field, x_range: Range, y_range: Range, palette: Palette
) -> None:
    """Draw path, points and the levels' numbers over the ground."""
    canvas = ground.canvas
    path = to_places(panel.path, x_range, y_range)
    dots = path * (canvas.width * 2, canvas.height * 4)
    recent = max(len(dots) - 1 - RECENT, 0)
    used = _draw_line(canvas, dots[: recent + 1], mix(palette.accent, palette.muted, 0.5))
    used |= _draw_line(canvas, dots[recent:], palette.accent)
    for place in path[:1] if len(path) > 1 and _inside(path[0]) else []:
        _put(canvas, used, *_cell(canvas, place), "○", palette.accent)
    points = [
        (name, place)
        for name, point in panel.points.items()
        for place in to_places(point, x_range, y_range)
        if _inside(place)
    ]
    for _, place in points:
        _put(canvas, used, *_cell(canvas, place), "✕", palette.foreground)
    if len(path):
        _draw_here(canvas, used, path[-1], palette)
    for name, place in points:
        _name_point(canvas, used, name, *_cell(canvas, place), palette)
    for text, places in ground.labels:
        _write_level(ground, used, text, places)


def _put(canvas: Canvas, used: Mask, row: int, column: int, text: str, colour: int) -> None:
    """Write over the ground and remember the cells, so that nothing else is written there."""
    canvas.put(row, column, text, colour)
    used[row, max(column, 0) : column + length(text)] = True


def _write_level(ground: Ground, used: Mask, text: str, places: list[tuple[int, int]]) -> None:
    size = length(text)
    for row, column in places:
        if not used[row, max(column - 1, 0) : column + size + 1].any():
            cells = (row, slice(column, column + size))
            ground.canvas.glyph[cells] = list(text)
            ground.canvas.fore[cells] = ground.label_colours[cells]
            used[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + size + 1] = True
            return


def to_places(points: npt.ArrayLike | None, x_range: Range, y_range: Range) -> Floats:
    """Return finite points as shares of the map, (n, 2), from its left and from its top."""
    if points is None:
        return np.zeros((0, 2))
    pairs = np.asarray(points, np.float64)
    pairs = pairs.reshape(-1, 2) if pairs.size and pairs.size % 2 == 0 else np.zeros((0, 2))
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    return np.column_stack((share(pairs[:, 0], x_range), 1 - share(pairs[:, 1], y_range)))


def _draw_line(canvas: Canvas, dots: Floats, colour: int) -> Mask:
    """Draw a path over the shades; return the cells it crosses."""
    if len(dots) < 2:
        return np.zeros(canvas.glyph.shape, np.bool_)
    segments = np.hstack((dots[:-1], dots[1:]))
    if len(segments) > 500:  # a long path settles or swings: most of its segments repeat
        corners = np.clip(np.round(segments), -(2**15), 2**15 - 1).astype(np.int16)
        segments = segments[np.unique(corners.view(np.int64), return_index=True)[1]]
    shape = (canvas.height * 4, canvas.width * 2)
    codes = cell_codes(segment_mask(segments[:, :2], segments[:, 2:], shape))
    crossed = codes > 0
    canvas.glyph[crossed] = GLYPHS[codes[crossed]]
    canvas.fore[crossed] = colour
    return crossed


def _inside(place: Floats) -> bool:
    return bool(((place >= 0) & (place <= 1)).all())


def _cell(canvas: Canvas, place: Floats) -> tuple[int, int]:
    """Return the row and column of a place; of the nearest border cell if it is outside."""
    row = min(max(int(place[1] * canvas.height), 0), canvas.height - 1)
    return row, min(max(int(place[0] * canvas.width), 0), canvas.width - 1)


def _name_point(
    canvas: Canvas, used: Mask, name: str, row: int, column: int, palette: Palette
) -> None:
    """Write a point's name beside it where it hides nothing; else not at all."""
    size = length(name)
    starts = [(r, c) for r in (row, row + 1, row - 1) for c in (column + 2, column - 1 - size)]
    starts += [(r, column - size // 2) for r in (row + 1, row - 1, row + 2, row - 2)]
    for r, c in starts:
        fits = 0 <= r < canvas.height and c >= 0 and c + size <= canvas.width
        if fits and not used[r, c : c + size].any():
            _put(canvas, used, r, c, name, palette.foreground)
            return


def _draw_here(canvas: Canvas, used: Mask, place: Floats, palette: Palette) -> None:
    """Mark where the path is now: a dot, or at the border an arrow toward it."""
    row, column = _cell(canvas, place)
    if _inside(place):
        _put(canvas, used, row, column, "●", palette.foreground)
        return
    beyond = {"◀": -place[0], "▶": place[0] - 1, "▲": -place[1], "▼": place[1] - 1}
    text, start = max(beyond, key=lambda sign: float(beyond[sign])), column
    label = " off the map "
    if column + 1 + len(label) <= canvas.width:
        text += label
    elif column >= len(label):
        text, start = label + text, column - len(label)
    _put(canvas, used, row, start, text, palette.warning)
    canvas.back[row, start : start + len(text)] = palette.background
