"""Draw a curve: up to six braille lines over their bands, smoothed or not, ghosts, marks of edits.

From the top: each line's newest value, the plot, a rule where the height allows, the tick labels.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.draw.bands import band_ends
from tutor.draw.canvas import DEFAULT, Axes, Canvas, Spot
from tutor.draw.frame import Area, choose_labels, draw_labels, text_width
from tutor.draw.glyphs import length
from tutor.draw.legend import Entry, draw_legend, wrap_legend
from tutor.draw.lines import (
    Line,
    choose_ranges,
    ghost_lines,
    live_lines,
    smoothed_lines,
    to_data,
    to_line,
)
from tutor.draw.numbers import number
from tutor.draw.palette import Palette
from tutor.draw.plot import Plot
from tutor.draw.ranges import Range
from tutor.draw.smoothing import is_smoothed
from tutor.draw.strokes import colour, draw_strokes, mark
from tutor.draw.ticks import Tick, decade_ticks, linear_ticks
from tutor.engine.panels import Curve, Series, as_series


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

    smoothed = smoothed_lines(panel)
    ghosts = ghost_lines(panel)
    bands = {
        index: panel.bands[name] for index, name in enumerate(panel.series) if name in panel.bands
    }
    ends = [line for band in bands.values() for line in band_ends(band, panel.log)]
    spanned = [*live, *(line for line in smoothed if len(line.x)), *ends]
    x_range, y_range = choose_ranges(panel, spanned, ghosts, keep)
    canvas.axes = Axes(x_range, to_data(y_range, panel.log))
    below = 0 if height < 4 else (1 if height < 10 else 2)
    rows = max(height - top - below, 0)
    y_ticks = _y_ticks(panel, y_range, rows)
    gutter = text_width(y_ticks) + 1
    gutter = gutter if width >= gutter + 10 else 0
    plot = Plot(Area(top, gutter, rows, width - gutter), x_range, y_range)
    if rows and width > 0:
        raw = list(lines.values())
        front, behind = (smoothed, raw) if smoothed else (raw, [])
        draw_strokes(canvas, plot, front, behind, ghosts, bands, panel.log, palette)
        _draw_bottom(canvas, plot, panel.x_label, below, palette)
        _draw_marks(canvas, plot, panel, below, palette)
        _draw_left(canvas, plot, y_ticks, palette)
    series = [as_series(values) for values in panel.series.values()]
    canvas.locate = lambda index, point: _spot(plot, series, panel.log, index, point)
    return canvas


def _spot(plot: Plot, series: Sequence[Series], log: bool, index: int, point: int) -> Spot | None:
    """Return the cell of a point of the raw line; None where it is not drawn."""
    if not 0 <= index < len(series) or point < 0:
        return None
    whole, one = series[index], slice(point, point + 1)
    line = to_line(Series(whole.x[one], whole.y[one]), log)
    if not len(line.x):
        return None
    row, column = plot.row(float(line.y[0])), plot.column(float(line.x[0]))
    return Spot(row, column) if plot.holds(row, column) else None


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
        shown = f"~{name}" if is_smoothed(panel.smooth) else name
        entries.append(Entry(mark(index), shown, value, colour(palette, index)))
    rows = wrap_legend(entries, canvas.width, max(1, canvas.height // 6)) if entries else [[]]
    free = draw_legend(canvas, rows)
    meaning = f"~ smoothed {number(panel.smooth)}" if is_smoothed(panel.smooth) else ""
    warning = _note(lines)
    column = 0
    for text, ink in (
        (warning or panel.y_label, palette.warning if warning else palette.foreground),
        (meaning, palette.muted),
    ):
        if text and column + length(text) < free:
            canvas.put(0, column, text, ink)
            column += length(text) + 2
    return len(rows)


def _note(lines: dict[str, Line]) -> str:
    not_finite = sum(line.not_finite for line in lines.values())
    not_positive = sum(line.not_positive for line in lines.values())
    notes = [f"{not_finite} values not finite"] if not_finite else []
    notes += [f"{not_positive} values not above 0"] if not_positive else []
    return "! " + ", ".join(notes) if notes else ""


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
    if edge >= 0:
        canvas.glyph[area.top : area.bottom, edge] = "│"
        canvas.fore[area.top : area.bottom, edge] = palette.grid
    for place, label in ticks:
        row = plot.row(place)
        canvas.put(row, edge - length(label), label, palette.muted)
        canvas.put(row, edge, "┤", palette.grid)
        cells = (row, slice(area.left, area.right))
        # a space inside a label has a colour, an empty cell has none
        empty = (canvas.glyph[cells] == " ") & (canvas.fore[cells] == DEFAULT)
        canvas.glyph[cells][empty] = "┈"
        canvas.fore[cells][empty] = palette.grid
