"""The strokes of a curve, from behind: bands, what is past or faint, and the lines themselves.

A cell has one colour. So what lies behind vanishes from a cell that something before it enters, and
equals keep each other's dots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tutor.draw.bands import band_mask
from tutor.draw.canvas import DEFAULT, Canvas
from tutor.draw.dots import GLYPHS, Mask, cell_codes, line_mask, segment_mask
from tutor.draw.frame import Area
from tutor.draw.legend import MARKS
from tutor.draw.lines import Line
from tutor.draw.palette import Palette, mix
from tutor.draw.plot import Plot
from tutor.engine.panels import Band

FAINT = 0.55
"""How far a faint stroke's colour lies toward the background."""

BAND, PAST, LINE = 1, 2, 3
"""Planes, from behind."""


def mark(index: int) -> str:
    """Return the sign of a line."""
    return MARKS[index % len(MARKS)]


def colour(palette: Palette, index: int) -> int:
    """Return the colour of a line."""
    return palette.series[index % len(palette.series)]


def faint(palette: Palette, index: int) -> int:
    """Return the colour of what belongs to a line but lies behind it."""
    if palette.shades:
        return palette.ghost
    return mix(colour(palette, index), palette.background, FAINT)


class Ink:
    """Dots gathered in cells: braille codes, colours and planes, each (height, width)."""

    def __init__(self, area: Area) -> None:
        shape = (area.height, area.width)
        self.codes: npt.NDArray[np.uint8] = np.zeros(shape, np.uint8)
        self.fore = np.full(shape, DEFAULT, np.int32)
        self.plane = np.zeros(shape, np.int8)

    def add(self, mask: Mask, colour: int, plane: int) -> None:
        """Draw a dot mask before all there is; planes must come from behind."""
        own = cell_codes(mask)
        inside = own > 0
        under = np.where(self.plane[inside] == plane, self.codes[inside], 0)
        self.codes[inside] = own[inside] | under
        self.fore[inside] = colour
        self.plane[inside] = plane


def draw_strokes(
    canvas: Canvas,
    plot: Plot,
    lines: Sequence[Line],
    behind: Sequence[Line],
    ghosts: Sequence[Line],
    bands: Mapping[int, Band],
    log: bool,
    palette: Palette,
) -> None:
    """Draw lines and their marks over `behind`, each faint in its line's colour, ghosts and bands.

    bands: by the index of their line.
    """
    ink, area = Ink(plot.area), plot.area
    for index, band in bands.items():
        ink.add(band_mask(band, log, plot, index), faint(palette, index), BAND)
    for line in ghosts:
        ink.add(_line_dots(line, plot), palette.ghost, PAST)
    for index, line in enumerate(behind):
        ink.add(_line_dots(line, plot), faint(palette, index), PAST)
    for index, line in enumerate(lines):
        ink.add(_line_dots(line, plot), colour(palette, index), LINE)
    canvas.glyph[area.top : area.bottom, area.left : area.right] = GLYPHS[ink.codes]
    canvas.fore[area.top : area.bottom, area.left : area.right] = ink.fore
    for index, line in enumerate(lines):
        _draw_end(canvas, plot, line, index, palette)


def _line_dots(line: Line, plot: Plot) -> Mask:
    if not len(line.x):
        return np.zeros(plot.area.dots, np.bool_)
    x, y = plot.dots(line.x, line.y)
    if (line.x[1:] >= line.x[:-1]).all():
        return line_mask(x, y, line.joined, plot.area.dots)
    points = np.column_stack((x, y)) + 0.5  # segments are measured from a dot's corner
    first, second = points[:-1][line.joined], points[1:][line.joined]
    return segment_mask(first, second, plot.area.dots)


def _draw_end(canvas: Canvas, plot: Plot, line: Line, index: int, palette: Palette) -> None:
    """Put a line's mark on its newest point."""
    if not len(line.x):
        return
    row, column = plot.row(float(line.y[-1])), plot.column(float(line.x[-1]))
    if plot.area.top <= row < plot.area.bottom:
        canvas.put(row, column, mark(index), colour(palette, index))
