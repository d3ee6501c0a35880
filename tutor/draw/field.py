"""Draw a field: a function of two variables from above, with contours, a path and points.

The ground comes from `terrain`; what moves is put over it by `paths` and keeps its shades. Samples
of classes lie right on the ground, under the paths and the named points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Axes, Canvas, Locate, Spot
from tutor.draw.contrast import series_on
from tutor.draw.glyphs import length
from tutor.draw.legend import draw_legend
from tutor.draw.palette import Palette
from tutor.draw.paths import (
    cell_of,
    draw_here,
    draw_path,
    draw_race,
    finite_places,
    is_inside,
    put,
    race_legend,
)
from tutor.draw.plane import Plane, as_points, draw_axes, is_span
from tutor.draw.ranges import Range
from tutor.draw.samples import draw_head, legend_rows, mark_layer
from tutor.draw.terrain import Ground, choose_scale, draw_ground
from tutor.engine.panels import Field

Mask = npt.NDArray[np.bool_]


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
    names = race_legend(panel.paths, width, palette) if height >= 6 and not legend else []
    plane = draw_axes(
        canvas, len(legend) + len(names), 1 if height >= 4 else 0, panel, ranges, palette
    )
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
    draw_legend(canvas, names)
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
    path = finite_places(panel.path, ranges)
    draw_path(canvas, used, path, palette)
    ramp = palette.diverging if panel.diverging else palette.sequential
    draw_race(canvas, used, panel.paths, ranges, ramp, palette)
    points = [
        (name, place)
        for name, point in panel.points.items()
        for place in finite_places(point, ranges)
        if is_inside(place)
    ]
    for _, place in points:
        put(canvas, used, *cell_of(canvas, place), "✕", palette.foreground)
    if len(path):
        draw_here(canvas, used, path[-1], palette)
    for name, place in points:
        _name_point(canvas, used, name, *cell_of(canvas, place), palette)
    for text, places in ground.labels:
        _write_level(ground, used, text, places)


def _write_level(ground: Ground, used: Mask, text: str, places: list[tuple[int, int]]) -> None:
    size = length(text)
    for row, column in places:
        if not used[row, max(column - 1, 0) : column + size + 1].any():
            cells = (row, slice(column, column + size))
            ground.canvas.glyph[cells] = list(text)
            ground.canvas.fore[cells] = ground.label_colours[cells]
            used[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + size + 1] = True
            return


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
            put(canvas, used, r, c, name, palette.foreground)
            return
