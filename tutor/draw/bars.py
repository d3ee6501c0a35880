"""Draw bars: named, signed values that start at 0, exact to an eighth of a cell.

A row reads: name, bar, a sign (`!` a warning, `×` cut), value. `barplan` says where each part goes.
"""

from __future__ import annotations

import math

from tutor.draw.barplan import Plan, make_plan
from tutor.draw.canvas import Axes, Canvas
from tutor.draw.glyphs import length, pad, shorten
from tutor.draw.numbers import number, same_decimals
from tutor.draw.palette import Palette
from tutor.draw.ranges import LARGEST, Range, fit_linear, grow_linear, settle
from tutor.engine.panels import Bars

EIGHTHS = " ▏▎▍▌▋▊▉█"


def draw_bars(
    panel: Bars, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel; `keep` is the axes of its last canvas."""
    canvas = Canvas.blank(width, height)
    if not panel.values:
        canvas.put(0, 0, "nothing to draw yet", palette.muted)
        canvas.axes = keep
        return canvas
    span = _choose_range(panel, keep)
    canvas.axes = Axes(span, (0.0, float(len(panel.values))))
    texts = [text + panel.unit for text in _with_space(panel)]
    plan = make_plan(panel, texts, span, width, height)
    _draw_verticals(canvas, plan, panel, span, palette)
    for index, (name, value) in enumerate(list(panel.values.items())[: plan.shown]):
        colour, ink = _colours(panel, name, value, palette)
        for row in plan.rows(index):
            _draw_bar(canvas, row, plan, span, value, colour, palette)
        row = plan.middle(index)
        canvas.put(row, 0, pad(name, plan.names), ink)
        canvas.put(row, plan.right + 1, _sign(panel, name, value), ink)
        canvas.put(row, width - length(texts[index]), texts[index], ink)
        _draw_note(canvas, plan, index, panel.notes.get(name, ""), palette)
    hidden = len(panel.values) - plan.shown
    if hidden:
        canvas.put(plan.bottom, 0, shorten(f"… {hidden} more", width), palette.muted)
    if plan.axis:
        _draw_axis(canvas, plan, panel, span, palette)
    return canvas


def _with_space(panel: Bars) -> list[str]:
    texts = same_decimals(list(panel.values.values()))
    # a unit that is a word stands apart, % and ° do not
    return [f"{text} " for text in texts] if panel.unit[:1].isalpha() else texts


def _choose_range(panel: Bars, keep: Axes | None) -> Range:
    """Return the axis: the panel's own ends, else one that holds 0 and every finite value."""
    finite = [float(value) for value in panel.values.values() if math.isfinite(value)]
    need = max(min([0.0, *finite]), -LARGEST), min(max([0.0, *finite]), LARGEST)
    low, high = settle(need, keep.x if keep else None, fit_linear, grow_linear)
    low = low if panel.low is None or not math.isfinite(panel.low) else min(panel.low, 0.0)
    high = high if panel.high is None or not math.isfinite(panel.high) else max(panel.high, 0.0)
    return (low, high) if high > low else (-1.0, 1.0)


def _is_outside(panel: Bars, value: float) -> bool:
    return panel.outside is not None and abs(value) >= panel.outside


def _sign(panel: Bars, name: str, value: float) -> str:
    if name in panel.cut:
        return "×"
    return "!" if _is_outside(panel, value) else ""


def _colours(panel: Bars, name: str, value: float, palette: Palette) -> tuple[int, int]:
    """Return the colours of the bar and of its text."""
    if name in panel.cut:
        return palette.ghost, palette.muted
    if _is_outside(panel, value):
        return palette.warning, palette.warning
    return palette.series[0], palette.foreground


def _draw_bar(
    canvas: Canvas, row: int, plan: Plan, span: Range, value: float, colour: int, palette: Palette
) -> None:
    """Draw one row of a bar from 0 to `value`; at the border, an arrow if it goes on beyond."""
    if math.isnan(value) or plan.width < 1:
        return
    start, end = sorted((plan.zero * 8, plan.eighth(value)))
    if start == end and value != 0:  # too small to see is not the same as 0
        end = start + 1 if value > 0 else end
        start = start - 1 if value < 0 else start
    start, end = max(start, 0), min(end, plan.width * 8)
    for cell in range(start // 8, -(-end // 8)):
        column = plan.left + cell
        crossing = canvas.glyph[row, column] if column < canvas.width else " "
        if start > cell * 8:  # the right part of the cell is filled: draw its left part in reverse
            canvas.put(row, column, EIGHTHS[start - cell * 8], palette.background, colour)
        elif end < cell * 8 + 8:
            canvas.put(row, column, EIGHTHS[end - cell * 8], colour)
        elif crossing != " " and cell != plan.zero:
            canvas.put(row, column, crossing, palette.background, colour)
        else:
            canvas.put(row, column, "█", colour)
    if value > span[1]:
        canvas.put(row, plan.right - 1, "▶", colour)
    elif value < span[0]:
        canvas.put(row, plan.left, "◀", colour)


def _ticks(panel: Bars, span: Range) -> list[tuple[float, str]]:
    return [(value, label) for value, label in panel.ticks.items() if span[0] <= value <= span[1]]


def _draw_verticals(canvas: Canvas, plan: Plan, panel: Bars, span: Range, palette: Palette) -> None:
    """Draw the line at 0 and one at each tick, behind the bars."""
    lines = [(value, palette.muted) for value, _ in _ticks(panel, span)] + [(0.0, palette.ghost)]
    for value, colour in lines:
        column, glyph = plan.line_at(value)
        for row in range(plan.bottom if plan.width else 0):
            canvas.put(row, column, glyph, colour)


def _draw_note(canvas: Canvas, plan: Plan, index: int, note: str, palette: Palette) -> None:
    """Write a note below the bar if the plan has a row for it, else behind the bar if it fits."""
    if not note:
        return
    if plan.note_rows:
        note_text = shorten(note, canvas.width - plan.left)
        canvas.put(plan.rows(index)[-1] + 1, plan.left, note_text, palette.muted)
        return
    row, size = plan.middle(index), length(note)
    for column in range(plan.right - size, plan.left, -1):
        if canvas.is_blank(row, column - 1, size + 1):
            canvas.put(row, column, note, palette.muted)
            return


def _draw_axis(canvas: Canvas, plan: Plan, panel: Bars, span: Range, palette: Palette) -> None:
    """Write the ticks' labels and 0 below their lines, and both ends of the axis if both fit."""
    row = plan.bottom + (1 if plan.shown < len(panel.values) else 0)
    for value, label in [*_ticks(panel, span), (0.0, "0")]:
        column = _label_column(canvas, row, plan, value, label)
        if column is not None:
            canvas.put(row, column, label, palette.muted if value == 0 else palette.foreground)
    ends = [value for value in span if value != 0]
    columns = [_label_column(canvas, row, plan, value, number(value)) for value in ends]
    for value, column in zip(ends, columns, strict=True):
        if column is not None and None not in columns:
            canvas.put(row, column, number(value), palette.muted)


def _label_column(canvas: Canvas, row: int, plan: Plan, value: float, label: str) -> int | None:
    """Return where a label centred on a value starts; None if it would touch another."""
    size = length(label)
    column = plan.line_at(value)[0] - size // 2
    column = max(plan.left, min(column, plan.right - size))
    before, after = max(column - 1, 0), min(column + size + 1, canvas.width)
    free = size <= plan.width and canvas.is_blank(row, before, after - before)
    return column if free else None
