"""Draw a heat map: a labelled matrix as shades, with its numbers where they fit.

From the top: column labels, the cells with their row labels, a scale. What has no shade has a sign:
`·` a masked cell, `?` a value that is not a number, `inf` or `!` an infinite one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.draw.blocks import Floats, block_any, block_means
from tutor.draw.canvas import Axes, Canvas, Locate, Spot
from tutor.draw.glyphs import length, shorten
from tutor.draw.grades import Scale, settle_around, settle_scale
from tutor.draw.heatlabels import draw_names
from tutor.draw.heatplan import Plan, make_plan
from tutor.draw.numbers import number, same_decimals
from tutor.draw.palette import Palette
from tutor.draw.ranges import LARGEST, Range, fit_linear
from tutor.draw.scalebar import draw_scale
from tutor.draw.shading import HOLE, Levels, shade
from tutor.engine.panels import Heat

Mask = npt.NDArray[np.bool_]

LEAST_SCALE = 24
"""Cells of the last row that a long note leaves to the scale."""

FINITE, ABSENT, MASKED, UNKNOWN, INFINITE = range(5)
SIGNS = np.array([" ", " ", "·", "?", "!"], "<U1")
"""What a cell of each of these kinds shows; of two that share a cell, the later kind."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The drawn matrix, (rows, columns) each: values, levels (HOLE without value) and kinds."""

    values: Floats
    levels: Levels
    kinds: npt.NDArray[np.int64]


def draw_heat(
    panel: Heat, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel; `keep` is the axes of its last canvas."""
    canvas = Canvas.blank(width, height)
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        canvas.axes = keep
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    plan = make_plan(panel, values.shape, width, height, palette)
    if plan is None:
        canvas.axes = keep
        return canvas
    masked = _mask(panel, values.shape)
    shown, kinds = _fold(values, masked, plan)
    seen = shown[kinds == FINITE]
    scale = _choose_scale(panel, seen, keep.y if keep else None)
    canvas.axes = Axes((0.0, float(values.shape[1])), (scale.low, scale.high))
    cells = Cells(shown, np.where(kinds == FINITE, scale.grade(shown), HOLE), kinds)
    ramp = palette.diverging if panel.diverging else palette.sequential
    _draw_cells(canvas, plan, cells, ramp, palette)
    if plan.half > 1:
        _draw_texts(canvas, plan, cells, scale, palette)
    draw_names(canvas, plan, panel, palette)
    if plan.foot is not None:
        outside = int(((seen < scale.low) | (seen > scale.high)).sum())
        broken = int((~np.isfinite(values) & ~masked).sum())
        _draw_foot(
            canvas, plan.foot, plan.left, _notes(plan, outside, broken), scale, ramp, palette
        )
    canvas.locate = _locator(plan, values.shape)
    return canvas


def _mask(panel: Heat, shape: tuple[int, ...]) -> Mask:
    """Return which cells are hidden; a mask of another shape hides none."""
    mask = np.zeros(shape, np.bool_) if panel.mask is None else np.asarray(panel.mask, np.bool_)
    return mask if mask.shape == shape else np.zeros(shape, np.bool_)


def _fold(values: Floats, masked: Mask, plan: Plan) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the values as drawn, and what kind each is."""
    infinite = np.isinf(values) & ~masked
    if plan.is_folded:
        shown = block_means(np.where(masked, np.nan, values), *plan.fold)
        hidden = ~block_any(~masked, *plan.fold)
        infinite = np.zeros(shown.shape, np.bool_)
    else:
        shown, hidden = values, masked
    kinds = np.select(
        [hidden, np.isnan(shown), infinite], [MASKED, UNKNOWN, INFINITE], default=FINITE
    )
    return shown, kinds


def _choose_scale(panel: Heat, seen: Floats, kept: Range | None) -> Scale:
    """Return the scale: the panel's own ends, else one that holds every value in round steps."""
    low = panel.low if panel.low is not None and math.isfinite(panel.low) else None
    high = panel.high if panel.high is not None and math.isfinite(panel.high) else None
    if low is not None and high is not None:
        if high > low:
            return Scale(low, high)
        low = high = None
    if panel.diverging:
        reach = abs(low or high or 0.0)
        if reach:
            return Scale(-reach, reach)
        reach = min(float(np.abs(seen).max(initial=0.0)), LARGEST)
        return Scale(*settle_around(0.0, reach, kept))
    need = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 0.0)
    need = need if low is None else (low, max(need[1], low))
    need = need if high is None else (min(need[0], high), high)
    settled = settle_scale(need, kept, fit_linear)
    return Scale(settled[0] if low is None else low, settled[1] if high is None else high)


def _draw_cells(
    canvas: Canvas, plan: Plan, cells: Cells, ramp: Sequence[int], palette: Palette
) -> None:
    """Shade every cell, and put signs into the middle of those that have no shade."""
    levels = np.repeat(np.repeat(cells.levels, plan.half, axis=0), plan.width, axis=1)
    if len(levels) % 2:
        levels = np.vstack((levels, np.full((1, levels.shape[1]), HOLE)))
    shade(canvas, plan.top, plan.left, levels, ramp, palette)
    kinds, grounds = (cells.kinds, cells.levels) if plan.half > 1 else _join_halves(cells)
    if palette.shades:  # a shaded cell's glyph fills all of it, a sign stands alone
        blank = np.repeat(np.repeat(kinds != FINITE, plan.pitch, axis=0), plan.width, axis=1)
        _window(canvas.glyph, plan)[blank] = " "
    rows, columns = np.nonzero(SIGNS[kinds] != " ")
    kinds, grounds = kinds[rows, columns], grounds[rows, columns]
    rows = plan.top + rows * plan.pitch + (plan.pitch - 1) // 2
    columns = plan.left + columns * plan.width + (plan.width - 1) // 2
    canvas.glyph[rows, columns] = SIGNS[kinds]
    if palette.shades and plan.width == 1:  # among single glyphs, a dot would be a light shade
        canvas.glyph[rows[kinds == MASKED], columns[kinds == MASKED]] = "×"
    ink = np.where(grounds == HOLE, palette.warning, palette.foreground)
    canvas.fore[rows, columns] = np.where(kinds == MASKED, palette.ghost, ink)
    if not palette.shades:
        canvas.back[rows, columns] = np.array([*ramp, palette.background], np.int32)[grounds]


def _join_halves(cells: Cells) -> tuple[npt.NDArray[np.int64], Levels]:
    """Return kinds, and levels of the ground, where two rows of the matrix share a terminal's."""
    extra = ((0, len(cells.kinds) % 2), (0, 0))
    kinds = np.pad(cells.kinds, extra, constant_values=ABSENT)
    levels = np.pad(cells.levels, extra, constant_values=HOLE)
    kind = np.maximum(kinds[::2], kinds[1::2])
    # a half that is merely hidden leaves the other half its shade
    kind[(kind <= MASKED) & ((kinds[::2] == FINITE) | (kinds[1::2] == FINITE))] = FINITE
    return kind, np.maximum(levels[::2], levels[1::2])


def _window(cells: npt.NDArray[Any], plan: Plan) -> npt.NDArray[Any]:
    rows = slice(plan.top, plan.top + plan.height)
    return cells[rows, plan.left : plan.left + plan.columns * plan.width]


def _draw_texts(canvas: Canvas, plan: Plan, cells: Cells, scale: Scale, palette: Palette) -> None:
    """Write the numbers into the cells if all fit, and `inf` where it fits."""
    room = plan.width - 1 if plan.columns > 1 else plan.width
    finite = cells.kinds == FINITE
    texts = fit_numbers(cells.values[finite], scale, room)
    for (row, column), text in zip(np.argwhere(finite).tolist(), texts, strict=False):
        _write(canvas, plan, row, column, text.rjust(max(map(length, texts))), palette.foreground)
    for row, column in np.argwhere(cells.kinds == INFINITE).tolist():
        text = number(float(cells.values[row, column]))
        if length(text) <= room:
            _write(canvas, plan, row, column, text, palette.warning)


def _write(canvas: Canvas, plan: Plan, row: int, column: int, text: str, colour: int) -> None:
    """Write into the middle of a cell, and nothing else into that row of it."""
    place = plan.top + row * plan.pitch + (plan.pitch - 1) // 2
    left = plan.left + column * plan.width
    canvas.put(place, left, " " * plan.width, colour)
    canvas.put(place, left + (plan.width - length(text) + 1) // 2, text, colour)


def fit_numbers(values: Floats, scale: Scale, room: int) -> list[str]:
    """Write values alike in at most `room` cells, in 3 digits of the scale, else 2; else []."""
    size = max(abs(scale.low), abs(scale.high))
    for digits in (3, 2):
        decimals = digits - 1 - math.floor(math.log10(size)) if size > 0 else 0
        places = min(max(decimals, 0), 300)
        texts = same_decimals([round(value, places) + 0.0 for value in values.tolist()])
        if max(map(length, texts), default=0) <= room:
            return texts
    return []


def _notes(plan: Plan, outside: int, broken: int) -> list[str]:
    """Return what the shades do not say, in full and in short."""
    counts = [f"{outside} beyond the scale"] if outside else []
    if not plan.is_folded:
        return [", ".join(counts)]
    size = f"{plan.fold[0]} x {plan.fold[1]}"
    counts += [f"without {broken} not finite"] if broken else []
    return [
        ", ".join([f"{start} {size}", *counts]) for start in ("each cell is the mean of", "mean of")
    ]


def _draw_foot(
    canvas: Canvas,
    row: int,
    left: int,
    notes: Sequence[str],
    scale: Scale,
    ramp: Sequence[int],
    palette: Palette,
) -> None:
    """Draw the scale under the matrix, and beside it the longest note that leaves it its cells."""
    room = canvas.width - left
    note = next((note for note in notes if length(note) + 2 + LEAST_SCALE <= room), notes[-1])
    for_scale = room - (length(note) + 2 if note else 0)
    used = draw_scale(canvas, row, left, for_scale, scale, ramp, palette)
    start = left + used + 2 if used else 0
    canvas.put(row, start, shorten(note, canvas.width - start), palette.muted)


def _locator(plan: Plan, shape: tuple[int, ...]) -> Locate:
    def locate(row: int, column: int) -> Spot | None:
        """Return the cells of one cell of the panel's matrix."""
        inside = 0 <= row < shape[0] and 0 <= column < shape[1]
        return plan.spot(row, column) if inside else None

    return locate
