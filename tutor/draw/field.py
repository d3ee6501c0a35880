"""Draw a field: a function of two variables from above, with contours, a path and points.

The ground comes from `terrain`; what moves is put over it and keeps its shades. Samples of classes
lie right on the ground, under the path and the named points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Axes, Canvas, Locate, Spot
from tutor.draw.contrast import series_on
from tutor.draw.dots import GLYPHS, cell_codes, segment_mask
from tutor.draw.glyphs import length
from tutor.draw.palette import Palette, mix
from tutor.draw.plane import Floats, Plane, as_points, draw_axes, is_span, to_places
from tutor.draw.ranges import Range
from tutor.draw.samples import draw_head, legend_rows, mark_layer
from tutor.draw.terrain import Ground, choose_scale, draw_ground
from tutor.engine.panels import Field

Mask = npt.NDArray[np.bool_]

RECENT = 10
"""So many of the newest steps are drawn brightly."""


def draw_field(
    panel: Field, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. The ranges are its own; `keep` holds the scale of the shades still."""
    canvas = Canvas.blank(width, height)
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    ranges = _span(panel.x_range), _span(panel.y_range)
    scale = choose_scale(panel, values, keep.z if keep else None)
    canvas.axes = Axes(*ranges, z=(scale.low, scale.high))
    classes = {name: as_points(points) for name, points in panel.classes.items()}
    legend = legend_rows(classes, width, 1, palette) if height >= 6 else []
    plane = draw_axes(canvas, len(legend), 1 if height >= 4 else 0, panel, ranges, palette)
    area = plane.area
    if area.height < 1 or area.width < 1:
        return canvas
    levels = tuple(float(level) for level in panel.levels)
    ramp = palette.diverging if panel.diverging else palette.sequential
    ground = draw_ground(values, levels, scale, ramp, (area.height, area.width), palette)
    drawn = ground.canvas
    layer = mark_layer(list(classes.values()), plane, series_on(ramp, palette), palette)
    if palette.shades:
        _set_apart(drawn, layer.used, palette)
    drawn.glyph[layer.used] = layer.glyph[layer.used]
    drawn.fore[layer.used] = layer.fore[layer.used]
    _draw_over(ground, layer.used.copy(), panel, ranges, palette)
    rows, columns = slice(area.top, area.bottom), slice(area.left, area.right)
    canvas.glyph[rows, columns] = drawn.glyph
    canvas.fore[rows, columns] = drawn.fore
    canvas.back[rows, columns] = drawn.back
    draw_head(canvas, legend, classes, plane, layer, palette)
    canvas.locate = _locator(plane, values.shape)
    return canvas


def _set_apart(canvas: Canvas, used: Mask, palette: Palette) -> None:
    """Clear the density beside samples: in ASCII a mark may look like one of its glyphs."""
    beside = np.zeros(used.shape, np.bool_)
    beside[:, 1:] |= used[:, :-1]
    beside[:, :-1] |= used[:, 1:]
    canvas.glyph[beside & np.isin(canvas.glyph, list(palette.shades))] = " "


def _span(ends: Range) -> Range:
    """Return the range, or one around 0 where it has no width."""
    return (float(ends[0]), float(ends[1])) if is_span(ends) else (-1.0, 1.0)


def _locator(plane: Plane, shape: tuple[int, int]) -> Locate:
    def locate(row: int, column: int) -> Spot | None:
        """Return the cell of a grid point; its row counts from the lowest y."""
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            return None
        x, y = (
            low + (high - low) * (index / (count - 1) if count > 1 else 0.5)
            for (low, high), index, count in (
                (plane.x_range, column, shape[1]),
                (plane.y_range, row, shape[0]),
            )
        )
        return plane.spot(np.array([x, y]))

    return locate


def _draw_over(
    ground: Ground, used: Mask, panel: Field, ranges: tuple[Range, Range], palette: Palette
) -> None:
    """Draw path, points and the levels' numbers over the ground; `used` cells take no text."""
    canvas = ground.canvas
    path = _finite_places(panel.path, ranges)
    dots = path * (canvas.width * 2, canvas.height * 4)
    recent = max(len(dots) - 1 - RECENT, 0)
    old = palette.muted if palette.shades else mix(palette.accent, palette.muted, 0.5)
    used |= _draw_line(canvas, dots[: recent + 1], old)
    used |= _draw_line(canvas, dots[recent:], palette.accent)
    for place in path[:1] if len(path) > 1 and _inside(path[0]) else []:
        _put(canvas, used, *_cell(canvas, place), "○", palette.accent)
    points = [
        (name, place)
        for name, point in panel.points.items()
        for place in _finite_places(point, ranges)
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


def _finite_places(points: npt.ArrayLike | None, ranges: tuple[Range, Range]) -> Floats:
    pairs = as_points(points)
    return to_places(pairs[np.isfinite(pairs).all(axis=1)], *ranges)


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
