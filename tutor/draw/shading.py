"""Shading: levels become cells, two to a cell by colour, or one to a cell by density."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas
from tutor.draw.palette import LEVELS, Palette, mix

HOLE = -1
"""The level of a place without a value."""

Levels = npt.NDArray[np.int64]


def shade(
    canvas: Canvas, row: int, column: int, levels: Levels, ramp: Sequence[int], palette: Palette
) -> None:
    """Paint levels (2 height, width), 0..15 or HOLE, into the cells from (row, column) on.

    A cell shows its upper level in the foreground of `▀` and its lower one in the background. Where
    `palette.shades` is set, the colours cannot tell 16 levels apart: a glyph of the cell's mean
    density does, and a hole is `?`.
    """
    height, width = levels.shape[0] // 2, levels.shape[1]
    cells = (slice(row, row + height), slice(column, column + width))
    upper, lower = levels[::2], levels[1::2]
    if palette.shades:
        glyphs = np.array([*palette.shades, "?"], "<U1")
        mean = (upper + lower) / 2
        index = np.round(mean / (LEVELS - 1) * (len(palette.shades) - 1)).astype(np.int64)
        hole = (upper == HOLE) | (lower == HOLE)
        canvas.glyph[cells] = glyphs[np.where(hole, len(palette.shades), index)]
        canvas.fore[cells] = palette.foreground
        return
    colours = np.array([*ramp, palette.background], np.int32)
    canvas.fore[cells], canvas.back[cells] = colours[upper], colours[lower]
    canvas.glyph[cells] = np.where(upper == lower, " ", "▀")


@lru_cache(maxsize=64)
def tints(ramp: tuple[int, ...], palette: Palette, toward: float) -> npt.NDArray[np.int32]:
    """Return the ramp moved some way toward the foreground; the last entry (HOLE) is the hole's.

    Where the colours cannot be mixed, because they are the terminal's own, the foreground serves.
    The array is shared: it is not to be written to.
    """
    shades = [*ramp, palette.background]
    if palette.shades:
        ink = palette.foreground if toward else palette.background
        return np.full(len(shades), ink, np.int32)
    return np.array([mix(shade, palette.foreground, toward) for shade in shades], np.int32)
