"""Draw a curve: up to six braille lines, ghosts of abandoned branches, marks of edits.

From the top: each line's newest value, the plot, a rule where the height allows, the tick labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import DEFAULT, Axes, Canvas
from tutor.draw.dots import GLYPHS, cell_codes, line_mask, segment_mask
from tutor.draw.frame import Area, choose_labels, draw_labels, share, text_width
from tutor.draw.glyphs import length
from tutor.draw.legend import MARKS, Entry, draw_legend, wrap_legend
from tutor.draw.lines import Line, choose_ranges, ghost_lines, live_lines, to_data
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.draw.ranges import Range
from tutor.draw.ticks import Tick, decade_ticks, linear_ticks
from tutor.engine.panels import Curve, as_series

Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Plot:
    """Where the data is drawn and what it spans, in the axes' units (log10 on a log axis)."""

    area: Area
    x_range: Range
    y_range: Range

    def dots(self, line: Line) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return a line's points in dots, counted from the left and from the top."""
        rows, columns = self.area.dots
        x = share(line.x, self.x_range) * (columns - 1)
        return x, (1 - share(line.y, self.y_range)) * (rows - 1)

    def row(self, y: float) -> int:
        """Return the row of a height."""
        dot = round(float(1 - share(y, self.y_range)) * (self.area.height * 4 - 1))
        return self.area.top + dot // 4

    def column(self, x: float) -> int:
        """Return the column of a place on the x axis."""
        dot = round(float(share(x, self.x_range)) * (self.area.width * 2 - 1))
        return self.area.left + dot // 2


def draw_curve(
    panel: Curve, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel; `keep` is the axes of its last canvas."""
    canvas = Canvas.blank(width, height)
    lines = live_lines(panel)
    live = [line for line in lines.values() if len(line.x)]
    top = _draw_head(canvas, panel, lines, palette)
    if not live:
        canvas.axes = keep
        canvas.put(top, 0, "nothing to draw yet", palette.muted)
        return canvas

    ghosts = ghost_lines(panel)
    x_range, y_range = choose_ranges(panel, live, ghosts, keep)
    canvas.axes = Axes(x_range, to_data(y_range, panel.log))
    below = 0 if height < 4 else (1 if height < 10 else 2)
    rows = max(height - top - below, 0)
    y_ticks = _y_ticks(panel, y_range, rows)
    gutter = text_width(y_ticks) + 1
    gutter = gutter if width >= gutter + 10 else 0
    plot = Plot(Area(top, gutter, rows, width - gutter), x_range, y_range)
    if rows and width > 0:
        _draw_lines(canvas, plot, list(lines.values()), ghosts, palette)
        _draw_ends(canvas, plot, list(lines.values()), palette)
        _draw_bottom(canvas, plot, panel.x_label, below, palette)
        _draw_marks(canvas, plot, panel, below, palette)
        _draw_left(canvas, plot, y_ticks, palette)
    return canvas


def _y_ticks(panel: Curve, span: Range, rows: int) -> list[Tick]:
    if panel.log:
        return decade_ticks(*span, max(1, rows // 2))
    return linear_ticks(*span, max(1, rows // 3))


def _draw_head(canvas: Canvas, panel: Curve, lines: dict[str, Line], palette: Palette) -> int:
    """Write the newest values, what was left out and the y axis' name; return the rows used."""
    if canvas.height < 3:
        return 0
    entries = []
    for index, (name, values) in enumerate(panel.series.items()):
        y = as_series(values).y
        value = number(float(y[-1])) if len(y) else ""
        entries.append(Entry(_mark(index), name, value, _colour(palette, index)))
    rows = wrap_legend(entries, canvas.width, max(1, canvas.height // 6)) if entries else [[]]
    free = draw_legend(canvas, rows)
    note, colour = _note(lines), palette.warning
    if not note:
        note, colour = panel.y_label, palette.foreground
    if length(note) < free:
        canvas.put(0, 0, note, colour)
    return len(rows)


def _note(lines: dict[str, Line]) -> str:
    not_finite = sum(line.not_finite for line in lines.values())
    not_positive = sum(line.not_positive for line in lines.values())
    notes = [f"{not_finite} values not finite"] if not_finite else []
    notes += [f"{not_positive} values not above 0"] if not_positive else []
    return "! " + ", ".join(notes) if notes else ""


def _mark(index: int) -> str:
    return MARKS[index % len(MARKS)]


def _colour(palette: Palette, index: int) -> int:
    return palette.series[index % len(palette.series)]


def _draw_lines(
    canvas: Canvas, plot: Plot, lines: Sequence[Line], ghosts: Sequence[Line], palette: Palette
) -> None:
    """Draw ghosts, then lines over them."""
    area = plot.area
    codes: Codes = np.zeros((area.height, area.width), np.uint8)
    fore = np.full(codes.shape, DEFAULT, np.int32)
    for line in ghosts:
        codes |= _line_codes(line, plot)
    fore[codes > 0] = palette.ghost
    for index, line in enumerate(lines):
        if not len(line.x):
            continue
        own = _line_codes(line, plot)
        inside = own > 0
        # lines that cross keep each other's dots; a ghost under a line vanishes
        under = np.where(fore[inside] == palette.ghost, 0, codes[inside])
        codes[inside] = own[inside] | under
        fore[inside] = _colour(palette, index)
    canvas.glyph[area.top : area.bottom, area.left : area.right] = GLYPHS[codes]
    canvas.fore[area.top : area.bottom, area.left : area.right] = fore


def _line_codes(line: Line, plot: Plot) -> Codes:
    x, y = plot.dots(line)
    if (line.x[1:] >= line.x[:-1]).all():
        return cell_codes(line_mask(x, y, line.joined, plot.area.dots))
    points = np.column_stack((x, y)) + 0.5  # segments are measured from a dot's corner
    first, second = points[:-1][line.joined], points[1:][line.joined]
    return cell_codes(segment_mask(first, second, plot.area.dots))


def _draw_ends(canvas: Canvas, plot: Plot, lines: Sequence[Line], palette: Palette) -> None:
    """Put each line's mark on its newest point."""
    for index, line in enumerate(lines):
        if not len(line.x):
            continue
        row, column = plot.row(float(line.y[-1])), plot.column(float(line.x[-1]))
        if plot.area.top <= row < plot.area.bottom:
            canvas.put(row, column, _mark(index), _colour(palette, index))


def _draw_bottom(canvas: Canvas, plot: Plot, name: str, rows: int, palette: Palette) -> None:
    """Draw the labels of the x axis in its last row and, if it has two, the rule above."""
    if rows == 0:
        return
    area = plot.area
    ticks, labels = choose_labels(
        lambda most: linear_ticks(*plot.x_range, most), plot.column, area.left, area.right
    )
    draw_labels(canvas, canvas.height - 1, labels, name, palette)
    if rows == 2:
        canvas.put(area.bottom, area.left - 1, "└" + "─" * area.width, palette.grid)
        for place, _ in ticks:
            canvas.put(area.bottom, plot.column(place), "┬", palette.grid)


def _draw_marks(canvas: Canvas, plot: Plot, panel: Curve, below: int, palette: Palette) -> None:
    """Draw a thin line at every edit, and what was changed beside it where that fits."""
    low, high = plot.x_range
    foot = plot.area.bottom if below == 2 else plot.area.bottom - 1
    inside = {plot.column(step): text for step, text in panel.marks.items() if low <= step <= high}
    for column in inside:
        for row in range(plot.area.top, plot.area.bottom):
            if canvas.is_blank(row, column, 1):
                canvas.put(row, column, "┊", palette.muted)
        canvas.put(foot, column, "▲", palette.accent)
    for column, text in inside.items():
        _write_beside(canvas, range(plot.area.top, foot), column, text, plot.area.left, palette)


def _write_beside(
    canvas: Canvas, rows: range, column: int, text: str, left: int, palette: Palette
) -> None:
    """Write `text` beside a column, in the first row that has room for it and a cell more."""
    size = length(text) + 1
    for row in rows:
        for start, indent in ((column + 1, 0), (column - size, 1)):
            if start >= left and canvas.is_blank(row, start, size):
                canvas.put(row, start + indent, text, palette.accent)
                return


def _draw_left(canvas: Canvas, plot: Plot, ticks: Sequence[Tick], palette: Palette) -> None:
    """Draw the labels of the y axis and, where cells are empty, its grid lines."""
    area, edge = plot.area, plot.area.left - 1
    for row in range(area.top, area.bottom):
        canvas.put(row, edge, "│", palette.grid)
    for place, label in ticks:
        row = plot.row(place)
        canvas.put(row, edge - length(label), label, palette.muted)
        canvas.put(row, edge, "┤", palette.grid)
        cells = (row, slice(area.left, area.right))
        # a space inside a label has a colour, an empty cell has none
        empty = (canvas.glyph[cells] == " ") & (canvas.fore[cells] == DEFAULT)
        canvas.glyph[cells][empty] = "┈"
        canvas.fore[cells][empty] = palette.grid
