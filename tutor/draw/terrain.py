"""The ground of a field: shading in half blocks, contour lines in braille, their numbers on them.

It depends on the values and the size only, not on where the path is, so it is drawn once and kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas
from tutor.draw.dots import GLYPHS, cell_codes
from tutor.draw.glyphs import length
from tutor.draw.grades import (
    Floats,
    Scale,
    fit_shades,
    grow_shades,
    settle_around,
    settle_log,
    settle_scale,
)
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.draw.ranges import LARGEST, Range
from tutor.draw.shading import shade, tints
from tutor.draw.ticks import linear_ticks, nice_step
from tutor.engine.panels import Field

PLACES = 8
"""Places offered for a level's number; the first that the path leaves free is taken."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Shading and contours, and each level's text with the cells it may be written from."""

    canvas: Canvas
    labels: list[tuple[str, list[tuple[int, int]]]]
    label_colours: npt.NDArray[np.int32]


def draw_ground(
    values: Floats,
    levels: tuple[float, ...],
    scale: Scale,
    ramp: tuple[int, ...],
    shape: tuple[int, int],
    palette: Palette,
) -> Ground:
    """Return the ground, its canvas a copy. values (n_y, n_x), row 0 lowest; NaN is a hole.

    shape: the canvas's (height, width).
    """
    kept = _ground(values.tobytes(), values.shape, levels, scale, ramp, shape, palette)
    canvas = Canvas(kept.canvas.glyph.copy(), kept.canvas.fore.copy(), kept.canvas.back.copy())
    return Ground(canvas, kept.labels, kept.label_colours)


@lru_cache(maxsize=16)
def _ground(
    raw: bytes,
    grid: tuple[int, int],
    levels: tuple[float, ...],
    scale: Scale,
    ramp: tuple[int, ...],
    shape: tuple[int, int],
    palette: Palette,
) -> Ground:
    values = np.frombuffer(raw, np.float64).reshape(grid)
    values = np.where(np.isfinite(values), values, np.nan)
    height, width = shape
    canvas = Canvas.blank(width, height)
    ground = scale.grade(sample(values, width, height * 2))
    shade(canvas, 0, 0, ground, ramp, palette)
    grades = scale.grade(sample(values, width, height))
    dots = sample(values, width * 2, height * 4)
    lines = _contours(dots, levels or tuple(choose_levels(scale)))

    every = np.zeros(canvas.glyph.shape, np.uint8)
    for own in lines.values():
        every |= own
    crossed = every > 0
    canvas.glyph[crossed] = GLYPHS[every[crossed]]
    canvas.fore[crossed] = tints(ramp, palette, 0.4)[grades[crossed]]
    canvas.back[crossed] = tints(ramp, palette, 0.0)[grades[crossed]]
    labels = []
    for level, own in lines.items():
        text = number(level)
        labels.append((text, label_places(length(text), own > 0, crossed & (own == 0))))
    return Ground(canvas, labels, tints(ramp, palette, 0.8)[grades])


def sample(values: Floats, width: int, height: int) -> Floats:
    """Return values (height, width) at the cells' middles over the grid; row 0 the highest y."""
    rows, columns = values.shape
    y = (height - np.arange(height) - 0.5) / height * (rows - 1)
    x = (np.arange(width) + 0.5) / width * (columns - 1)
    below, left = np.floor(y).astype(np.int64), np.floor(x).astype(np.int64)
    above, right = np.minimum(below + 1, rows - 1), np.minimum(left + 1, columns - 1)
    up, along = (y - below)[:, None], x - left
    lines = values[below] * (1 - up) + values[above] * up  # (height, n_x)
    return np.asarray(lines[:, left] * (1 - along) + lines[:, right] * along)


def contour_mask(dots: Floats, level: float) -> npt.NDArray[np.bool_]:
    """Return the dots at or above `level` that have a neighbour below it: a line one dot thin."""
    with np.errstate(invalid="ignore"):
        above, below = dots >= level, dots < level
    edge = np.zeros(dots.shape, np.bool_)
    edge[1:] |= below[:-1]
    edge[:-1] |= below[1:]
    edge[:, 1:] |= below[:, :-1]
    edge[:, :-1] |= below[:, 1:]
    return edge & above


def choose_levels(scale: Scale) -> list[float]:
    """Return about six round levels between the ends of the scale."""
    low, high = scale.low, scale.high
    if not high > low:
        return []
    if not scale.log:
        return [value for value, _ in linear_ticks(low, high, 8) if low < value < high]
    exponents = np.linspace(np.log10(low), np.log10(high), 8)[1:-1]
    return sorted({nice_step(float(10.0**exponent)) for exponent in exponents})


def choose_scale(panel: Field, values: Floats, kept: Range | None) -> Scale:
    """Return the scale of the shades; a diverging one is linear and even around its centre."""
    with np.errstate(over="ignore", invalid="ignore"):
        seen = values[np.isfinite(values)]
        if panel.diverging:
            centre = float(panel.centre) if math.isfinite(panel.centre) else 0.0
            centre = min(max(centre, -LARGEST), LARGEST)
            return Scale(*settle_around(centre, float(np.abs(seen - centre).max(initial=0)), kept))
        seen = seen[seen > 0] if panel.logarithmic else seen
        if not seen.size:
            return Scale(0.0, 0.0)
        # one grid point that happens to sit on the minimum must not use up the scale
        low = np.quantile(seen, 0.01) if panel.logarithmic else seen.min()
    ends = float(low), float(seen.max())
    if panel.logarithmic:
        return Scale(*settle_log(ends, kept), log=True)
    return Scale(*settle_scale(ends, kept, fit_shades, grow_shades))


def _contours(dots: Floats, levels: tuple[float, ...]) -> dict[float, npt.NDArray[np.uint8]]:
    """Return each level's line as braille codes; a line that runs into another is left out."""
    lines: dict[float, npt.NDArray[np.uint8]] = {}
    taken = np.zeros((dots.shape[0] // 4, dots.shape[1] // 2), np.bool_)
    for level in levels:
        own = cell_codes(contour_mask(dots, level))
        cells = own > 0
        if (cells & taken).sum() * 3 <= cells.sum() and cells.any():
            lines[level] = own
            taken |= cells
    return lines


def label_places(
    size: int, own: npt.NDArray[np.bool_], others: npt.NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Return where a level's number may start, best first: the line runs level there, alone."""
    height, width = own.shape
    if width < size + 4:
        return []
    windows = np.lib.stride_tricks.sliding_window_view
    score = windows(own, size, axis=1).sum(axis=2) - 2.0 * windows(others, size, axis=1).sum(axis=2)
    score[[0, -1]] -= 0.5  # a number reads better inside than at the border
    score[:, [0, -1]] -= size
    places: list[tuple[int, int]] = []
    least = max(1, size // 2) - 0.5
    while len(places) < PLACES:
        last = score.size - 1 - int(score[::-1, ::-1].argmax())  # of equals the lowest, rightmost
        row, column = divmod(last, score.shape[1])
        if score[row, column] < least:
            break
        places.append((row, column))
        near = (
            slice(max(row - height // 8, 0), row + height // 8 + 1),
            slice(max(column - width // 8, 0), column + width // 8 + 1),
        )
        score[near] = -np.inf
    return places
