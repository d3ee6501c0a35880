"""Draw paths over a map: where something has gone, and where it is now.

One path alone is bright where it is new. Several at once have a colour and a mark each, the ones
that a curve gives to its lines, so that a race and its losses can be read side by side.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas
from tutor.draw.contrast import series_on
from tutor.draw.dots import GLYPHS, cell_codes, segment_mask
from tutor.draw.glyphs import length
from tutor.draw.legend import MARKS, Entry, wrap_legend
from tutor.draw.palette import Palette, mix
from tutor.draw.plane import Floats, as_points, to_places
from tutor.draw.ranges import Range

Mask = npt.NDArray[np.bool_]

RECENT = 10
"""So many of the newest steps of a path alone are drawn brightly."""


def finite_places(points: npt.ArrayLike | None, ranges: tuple[Range, Range]) -> Floats:
    """Return the finite points as shares of the ranges, from the left and from the top. (n, 2)"""
    pairs = as_points(points)
    return to_places(pairs[np.isfinite(pairs).all(axis=1)], *ranges)


def is_inside(place: Floats) -> bool:
    """Say whether a place is on the map."""
    return bool(((place >= 0) & (place <= 1)).all())


def cell_of(canvas: Canvas, place: Floats) -> tuple[int, int]:
    """Return the row and column of a place; of the nearest border cell if it is outside."""
    row = min(max(int(place[1] * canvas.height), 0), canvas.height - 1)
    return row, min(max(int(place[0] * canvas.width), 0), canvas.width - 1)


def put(canvas: Canvas, used: Mask, row: int, column: int, text: str, colour: int) -> None:
    """Write over the ground and remember the cells, so that nothing else is written there."""
    canvas.put(row, column, text, colour)
    used[row, max(column, 0) : column + length(text)] = True


def draw_path(canvas: Canvas, used: Mask, path: Floats, palette: Palette) -> None:
    """Draw the line of one path, its newest steps brightly, and its start; not yet its end."""
    dots = path * (canvas.width * 2, canvas.height * 4)
    recent = max(len(dots) - 1 - RECENT, 0)
    old = palette.muted if palette.shades else mix(palette.accent, palette.muted, 0.5)
    used |= _draw_line(canvas, dots[: recent + 1], old)
    used |= _draw_line(canvas, dots[recent:], palette.accent)
    for place in path[:1] if len(path) > 1 and is_inside(path[0]) else []:
        put(canvas, used, *cell_of(canvas, place), "○", palette.accent)


def draw_here(canvas: Canvas, used: Mask, place: Floats, palette: Palette) -> None:
    """Mark where the path is now: a dot, or at the border an arrow toward it."""
    row, column = cell_of(canvas, place)
    if is_inside(place):
        put(canvas, used, row, column, "●", palette.foreground)
        return
    text, start = _toward(place), column
    label = " off the map "
    if column + 1 + len(label) <= canvas.width:
        text += label
    elif column >= len(label):
        text, start = label + text, column - len(label)
    put(canvas, used, row, start, text, palette.warning)
    canvas.back[row, start : start + len(text)] = palette.background


def draw_race(
    canvas: Canvas,
    used: Mask,
    paths: Mapping[str, npt.ArrayLike],
    ranges: tuple[Range, Range],
    grounds: tuple[int, ...],
    palette: Palette,
) -> None:
    """Draw several paths, the first one on top, and each one's mark where it is now."""
    colours = series_on(grounds, palette)
    found = [
        (MARKS[index % len(MARKS)], colours[index % len(colours)], finite_places(points, ranges))
        for index, points in enumerate(paths.values())
    ]
    for _, colour, path in reversed(found):
        used |= _draw_line(canvas, path * (canvas.width * 2, canvas.height * 4), colour)
    for mark, colour, path in reversed(found):
        if len(path):
            row, column = cell_of(canvas, path[-1])
            text = mark if is_inside(path[-1]) else _toward(path[-1]) + mark
            put(canvas, used, row, min(column, canvas.width - len(text)), text, colour)


def race_legend(
    names: Mapping[str, object], width: int, palette: Palette
) -> list[list[tuple[str, int]]]:
    """Return the legend of several paths: each one's mark and name, in one row."""
    entries = [
        Entry(MARKS[n % len(MARKS)], name, "", palette.series[n % len(palette.series)])
        for n, name in enumerate(names)
    ]
    return wrap_legend(entries, width, 1) if entries else []


def _toward(place: Floats) -> str:
    """Return the arrow from the border toward a place that is off the map."""
    beyond = {"◀": -place[0], "▶": place[0] - 1, "▲": -place[1], "▼": place[1] - 1}
    return max(beyond, key=lambda sign: float(beyond[sign]))


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
