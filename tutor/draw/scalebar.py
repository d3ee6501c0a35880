"""The scale bar: what the shades of a panel stand for, as the ramp between its two ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length
from tutor.draw.grades import Scale
from tutor.draw.numbers import number
from tutor.draw.palette import LEVELS, Palette
from tutor.draw.shading import shade

SHORTEST = 8
"""A bar of fewer cells is left out: it would show too few of the levels."""


def draw_scale(
    canvas: Canvas,
    row: int,
    left: int,
    width: int,
    scale: Scale,
    ramp: Sequence[int],
    palette: Palette,
) -> int:
    """Write `low ramp high` into a row, 0 on the ramp where it lies between; return cells used."""
    low, high = number(scale.low), number(scale.high)
    bar = min(width - length(low) - length(high) - 2, 2 * LEVELS)
    if bar < SHORTEST:
        return 0
    start = left + length(low) + 1
    canvas.put(row, left, low, palette.muted)
    levels = np.tile(np.arange(bar) * LEVELS // bar, (2, 1))
    shade(canvas, row, start, levels, ramp, palette)
    canvas.put(row, start + bar + 1, high, palette.muted)
    if scale.low < 0 < scale.high:
        zero = int(-scale.low / (scale.high - scale.low) * bar)
        canvas.put(row, start + min(zero, bar - 1), "0", palette.foreground)
    return start + bar + 1 + length(high) - left
