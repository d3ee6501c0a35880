"""Draw a picture: a grey image, two dots to a cell, the same scale in both directions.

A dot is one column wide and half a row high, which is nearly square. A small image is enlarged by a
whole number, a large one is shown by the means of square blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tutor.draw.blocks import Floats, block_means
from tutor.draw.canvas import Axes, Canvas, Locate, Spot
from tutor.draw.glyphs import length, shorten
from tutor.draw.grades import Scale
from tutor.draw.palette import Palette, ramp
from tutor.draw.shading import HOLE, shade
from tutor.engine.panels import Picture

GREYS = ramp((0x000000, 0xFFFFFF))
"""The same in every theme: 0 is black in a light one too."""

GREY = Scale(0.0, 1.0)


@dataclass(frozen=True)
class Plan:
    """Where the image goes. A dot of it has `scale` x `scale` half cells, or a block is one."""

    top: int
    left: int
    rows: int
    columns: int
    scale: int
    fold: int
    framed: bool

    @property
    def height(self) -> int:
        """The terminal rows of the image."""
        return -(-self.rows * self.scale // 2)

    @property
    def width(self) -> int:
        """The terminal columns of the image."""
        return self.columns * self.scale

    def spot(self, row: int, column: int) -> Spot:
        """Return the cells of a dot of the image."""
        first = row // self.fold * self.scale
        last = first + self.scale - 1
        left = self.left + column // self.fold * self.scale
        return Spot(self.top + first // 2, left, last // 2 - first // 2 + 1, self.scale)


def draw_picture(
    panel: Picture, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. Its values are always shown from 0 to 1, so `keep` changes nothing."""
    canvas = Canvas.blank(width, height)
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        return canvas
    canvas.axes = Axes((0.0, float(values.shape[1])), (0.0, float(values.shape[0])))
    if width < 1 or height < 1:
        return canvas
    plan = make_plan((values.shape[0], values.shape[1]), width, height)
    if plan.framed:
        _draw_frame(canvas, plan, palette)
    _draw_dots(canvas, plan, block_means(np.clip(values, 0.0, 1.0), plan.fold, plan.fold), palette)
    note = shorten(_note(values, plan), width)
    if height >= 3:
        left = (width - length(note)) // 2
        canvas.put(height - 1, left, note, palette.muted, palette.background)
    canvas.locate = _locator(plan, values.shape)
    return canvas


def make_plan(shape: tuple[int, int], width: int, height: int) -> Plan:
    """Lay out an image of (rows, columns) dots; frame and note get only what it does not need."""
    best = _size(shape, width, height)
    rows = height - 1 if height >= 3 and _size(shape, width, height - 1) == best else height
    framed = min(width, rows) > 2 and _size(shape, width - 2, rows - 2) == best
    scale, fold = best
    plan = Plan(0, 0, -(-shape[0] // fold), -(-shape[1] // fold), scale, fold, framed)
    top, left = (rows - plan.height) // 2, (width - plan.width) // 2
    return replace(plan, top=top, left=left)


def _size(shape: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return how many half cells a dot takes each way, and how many dots a block has each way."""
    scale = min(2 * height // shape[0], width // shape[1])
    return max(scale, 1), max(-(-shape[0] // (2 * height)), -(-shape[1] // width))


def _draw_frame(canvas: Canvas, plan: Plan, palette: Palette) -> None:
    rule, left, right = "─" * plan.width, plan.left - 1, plan.left + plan.width
    canvas.put(plan.top - 1, left, f"┌{rule}┐", palette.grid)
    for row in range(plan.top, plan.top + plan.height):
        canvas.put(row, left, "│", palette.grid)
        canvas.put(row, right, "│", palette.grid)
    canvas.put(plan.top + plan.height, left, f"└{rule}┘", palette.grid)


def _draw_dots(canvas: Canvas, plan: Plan, shown: Floats, palette: Palette) -> None:
    """Paint every dot; a cell with an unknown one shows `?`."""
    levels = np.repeat(np.repeat(GREY.grade(shown), plan.scale, axis=0), plan.scale, axis=1)
    unknown = levels == HOLE
    if len(levels) % 2:
        # density has no halves: there the last half row fills its cell
        last = levels[-1:] if palette.shades else np.full((1, plan.width), HOLE)
        levels = np.vstack((levels, last))
        unknown = np.vstack((unknown, np.zeros((1, plan.width), np.bool_)))
    shade(canvas, plan.top, plan.left, levels, GREYS, palette)
    unknown = unknown[::2] | unknown[1::2]
    cells = (slice(plan.top, plan.top + plan.height), slice(plan.left, plan.left + plan.width))
    canvas.glyph[cells][unknown] = "?"
    canvas.fore[cells][unknown] = palette.warning
    if not palette.shades:
        canvas.back[cells][unknown] = palette.background


def _note(values: Floats, plan: Plan) -> str:
    """Return what the greys do not say."""
    outside = int(((values < 0) | (values > 1)).sum())
    unknown = int(np.isnan(values).sum())
    notes = [f"{outside} values outside 0..1"] if outside else []
    notes += [f"{unknown} not a number"] if unknown else []
    notes += [f"each dot is the mean of {plan.fold} x {plan.fold}"] if plan.fold > 1 else []
    return ", ".join(notes)


def _locator(plan: Plan, shape: tuple[int, ...]) -> Locate:
    def locate(row: int, column: int) -> Spot | None:
        """Return the cells of a dot of the image; row 0 is on top."""
        inside = 0 <= row < shape[0] and 0 <= column < shape[1]
        return plan.spot(row, column) if inside else None

    return locate
