"""The labels of a heat map: every row's and column's name where they fit, else every so many."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length, shorten
from tutor.draw.heatplan import Plan
from tutor.draw.palette import Palette
from tutor.draw.ticks import nice_step
from tutor.engine.panels import Heat

LEAST = 3
"""Letters that still say which name it was; with fewer, fewer columns are labelled instead."""

WIDEST = 8
"""Letters of a label that stands for several columns."""


def draw_names(canvas: Canvas, plan: Plan, panel: Heat, palette: Palette) -> None:
    """Write the names left of the rows and above the columns.

    A label names the first of the rows or columns that share its cells.
    """
    if plan.names:
        spread = plan.fold[0] if plan.half > 1 else 2 * plan.fold[0]
        for row in range(0, plan.rows * plan.fold[0], spread):
            name = shorten(_name(panel.rows, row), plan.names - 1)
            place = plan.spot(row, 0).row + (plan.pitch - 1) // 2
            canvas.put(place, plan.left - 1 - length(name), name, palette.muted)
    if plan.head:
        _draw_column_names(canvas, plan, panel, palette)


def _draw_column_names(canvas: Canvas, plan: Plan, panel: Heat, palette: Palette) -> None:
    count = plan.columns
    names = [_name(panel.columns, column * plan.fold[1]) for column in range(count)]
    longest = max(length(name) for name in names)
    room = plan.width if longest == 1 or count == 1 else plan.width - 1
    if longest <= room or room >= LEAST:
        for column, name in enumerate(names):
            text = shorten(name, room)
            start = plan.left + column * plan.width + (plan.width - length(text) + 1) // 2
            canvas.put(plan.top - 1, start, text, palette.muted)
        return
    size = min(longest, WIDEST)
    every = round(nice_step((size + 1) / plan.width))
    for column in range(0, count, every):
        start = plan.left + column * plan.width
        text = shorten(names[column], min(size, plan.left + count * plan.width - start))
        if length(text) >= min(length(names[column]), 2):
            canvas.put(plan.top - 1, start, text, palette.muted)


def _name(names: Sequence[str], index: int) -> str:
    return names[index] if index < len(names) else ""
