"""A canvas' colours and glyphs as the cells of a terminal with so many colours."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from tutor.app.painting.cells import CONTINUED, REVERSE, Cells
from tutor.draw.abilities import Colors
from tutor.draw.canvas import DEFAULT, Canvas
from tutor.draw.palette import Palette

Ints = npt.NDArray[np.int32]

SYSTEMS: dict[Colors, ColorSystem] = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "16": ColorSystem.STANDARD,
    "none": ColorSystem.STANDARD,
}


def canvas_cells(
    canvas: Canvas, palette: Palette, color: Colors, layer: int, exact: tuple[int, ...] = ()
) -> Cells:
    """Return the cells (height, width) that show `canvas`; `exact` colours stay as they are."""
    glyph = np.ascontiguousarray(canvas.glyph).view(np.int32).reshape(canvas.glyph.shape)
    back = np.where(canvas.back == DEFAULT, palette.background, canvas.back)
    # nothing is seen of a space's foreground: one colour for all of them changes no cell in vain
    unseen = (canvas.fore == DEFAULT) | (canvas.glyph == " ")
    fore = np.where(unseen, palette.foreground, canvas.fore)
    return Cells(
        np.where(glyph == 0, CONTINUED, glyph).astype(np.int32),
        _in_system(fore, color, exact),
        _in_system(back, color, exact),
        np.zeros(glyph.shape, np.int32),
        np.full(glyph.shape, layer, np.int32),
    )


@lru_cache(maxsize=4096)
def cell_style(fore: int, back: int, attributes: int) -> Style:
    """Return the Rich style of a cell's two colours and its attributes."""
    reverse = True if attributes & REVERSE else None
    return Style(color=_rich(fore), bgcolor=_rich(back), reverse=reverse)


def _in_system(
    colours: npt.NDArray[np.int64] | Ints, color: Colors, exact: tuple[int, ...]
) -> Ints:
    if color == "truecolor":
        return colours.astype(np.int32)
    different, place = np.unique(colours, return_inverse=True)
    nearest = [c if c in exact else _nearest(c, color) for c in different.tolist()]
    return np.array(nearest, np.int32)[place].reshape(colours.shape)


@lru_cache(maxsize=4096)
def _nearest(colour: int, color: Colors) -> int:
    """Return the code of the colour of `color` that is nearest; own colours stay as they are."""
    if color == "none":
        return DEFAULT
    found = _rich(colour).downgrade(SYSTEMS[color])
    return DEFAULT if found.type is ColorType.DEFAULT else -2 - (found.number or 0)


def _rich(colour: int) -> Color:
    if colour == DEFAULT:
        return Color.default()
    if colour < 0:
        return Color.from_ansi(-2 - colour)
    return Color.from_rgb(colour >> 16, colour >> 8 & 255, colour & 255)
