"""Draw bars: named, signed values that start at 0, exact to an eighth of a cell.

A row reads: name, bar, a sign (`!` a warning, `×` cut), value. A group has a row for each of its
members, with the member's mark before the value. `barplan` says where each part goes.
"""

from __future__ import annotations

import math

import numpy as np

from tutor.draw.bargroups import groups, is_grouped, legend_entries, member_mark
from tutor.draw.barplan import Plan, make_plan, middle
from tutor.draw.canvas import Axes, Canvas, Spot
from tutor.draw.glyphs import length, pad, shorten
from tutor.draw.legend import draw_legend, wrap_legend
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
    grouped = groups(panel)
    span = _choose_range(panel, grouped, keep)
    canvas.axes = Axes(span, (0.0, float(len(grouped))))
    texts = _texts(panel, grouped)
    size = max(map(len, grouped)) if is_grouped(panel) else 0
    plan = make_plan(panel, [text for row in texts for text in row], size, span, width, height)
    canvas.locate = lambda index, member: _spot(plan, grouped, width, index, member)
    if plan.top:
        draw_legend(canvas, wrap_legend(legend_entries(panel, size, palette), width, 1))
    _draw_verticals(canvas, plan, panel, span, palette)
    for index in range(plan.shown):
        _draw_group(canvas, plan, panel, span, index, grouped[index], texts[index], palette)
    note = _hidden(plan, grouped)
    if note:
        canvas.put(plan.bottom, 0, shorten(note, width), palette.muted)
    if plan.axis:
        _draw_axis(canvas, plan.bottom + bool(note), plan, panel, span, palette)
    return canvas


def _draw_group(
    canvas: Canvas,
    plan: Plan,
    panel: Bars,
    span: Range,
    index: int,
    values: list[float],
    texts: list[str],
    palette: Palette,
) -> None:
    """Draw the bars of one name, with their values, the name and its note."""
    name = list(panel.values)[index]
    canvas.put(
        middle(plan.group_rows(index)),
        0,
        pad(name, plan.names),
        _head(panel, name, values, palette),
    )
    for member, value in enumerate(values[: plan.members]):
        colour, ink = _colours(panel, name, value, member, palette)
        for row in plan.rows(index, member):
            _draw_bar(canvas, row, plan, span, value, colour, palette)
        row, text = middle(plan.rows(index, member)), texts[member]
        canvas.put(row, plan.right + 1, _sign(panel, name, value), ink)
        canvas.put(row, canvas.width - length(text), text, ink)
        if is_grouped(panel):
            canvas.put(row, canvas.width - length(text), member_mark(member), colour)
    _draw_note(canvas, plan, index, panel.notes.get(name, ""), palette)


def _hidden(plan: Plan, grouped: list[list[float]]) -> str:
    """Return how many names, or bars of a group too large for the panel, are not shown."""
    if plan.members < max(map(len, grouped)):
        bars = sum(map(len, grouped)) - sum(len(g[: plan.members]) for g in grouped[: plan.shown])
        return f"… {bars} more bars"
    return f"… {len(grouped) - plan.shown} more" if plan.shown < len(grouped) else ""


def _spot(
    plan: Plan, grouped: list[list[float]], width: int, index: int, member: int
) -> Spot | None:
    """Return the rows of a bar, all across."""
    if width < 1 or not 0 <= index < plan.shown:
        return None
    if not 0 <= member < len(grouped[index][: plan.members]):
        return None
    rows = plan.rows(index, member)
    return Spot(rows[0], 0, len(rows), width)


def _texts(panel: Bars, grouped: list[list[float]]) -> list[list[str]]:
    """Return what is written at the end of every bar: in a group its mark, and the value."""
    # a unit that is a word stands apart, % and ° do not
    unit = f" {panel.unit}" if panel.unit[:1].isalpha() else panel.unit
    written = iter(same_decimals([value for values in grouped for value in values]))
    texts = [[next(written) + unit for _ in values] for values in grouped]
    if not is_grouped(panel):
        return texts
    size = max((length(text) for row in texts for text in row), default=0)
    return [
        [f"{member_mark(m)} {pad(t, size, right=True)}" for m, t in enumerate(row)] for row in texts
    ]


def _choose_range(panel: Bars, grouped: list[list[float]], keep: Axes | None) -> Range:
    """Return the axis: the panel's own ends, else one that holds 0 and every finite value."""
    finite = [value for values in grouped for value in values if math.isfinite(value)]
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


def _colours(
    panel: Bars, name: str, value: float, member: int, palette: Palette
) -> tuple[int, int]:
    """Return the colours of the bar and of its text."""
    if name in panel.cut:
        return palette.ghost, palette.muted
    if _is_outside(panel, value):
        return palette.warning, palette.warning
    return palette.series[member % len(palette.series)], palette.foreground


def _head(panel: Bars, name: str, values: list[float], palette: Palette) -> int:
    """Return the colour of a name; a group is not a warning because one of its members is."""
    if is_grouped(panel):
        return palette.muted if name in panel.cut else palette.foreground
    return _colours(panel, name, values[0], 0, palette)[1]


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
    first, last = -(-start // 8), end // 8
    if start % 8:  # the right part of the cell is filled: draw its left part in reverse
        column = plan.left + start // 8
        canvas.put(row, column, EIGHTHS[start % 8], palette.background, colour)
    if end % 8 and end // 8 >= first:
        canvas.put(row, plan.left + last, EIGHTHS[end % 8], colour)
    cells = (row, slice(plan.left + first, plan.left + last))
    behind = canvas.glyph[cells].copy()
    canvas.put(row, plan.left + first, "█" * (last - first), colour)
    crossing = (behind != " ") & (np.arange(first, last) != plan.zero)
    canvas.glyph[cells][crossing] = behind[crossing]
    canvas.fore[cells][crossing] = palette.background
    canvas.back[cells][crossing] = colour
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
        for row in range(plan.top, plan.bottom if plan.width else 0):
            canvas.put(row, column, glyph, colour)


def _draw_note(canvas: Canvas, plan: Plan, index: int, note: str, palette: Palette) -> None:
    """Write a note below the bar if the plan has a row for it, else behind the bar if it fits."""
    if not note:
        return
    if plan.note_rows:
        note_text = shorten(note, canvas.width - plan.left)
        canvas.put(plan.group_rows(index)[-1] + 1, plan.left, note_text, palette.muted)
        return
    row, size = middle(plan.group_rows(index)), length(note)
    for column in range(plan.right - size, plan.left, -1):
        if canvas.is_blank(row, column - 1, size + 1):
            canvas.put(row, column, note, palette.muted)
            return


def _draw_axis(
    canvas: Canvas, row: int, plan: Plan, panel: Bars, span: Range, palette: Palette
) -> None:
    """Write the ticks' labels and 0 below their lines, and both ends of the axis if both fit."""
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
