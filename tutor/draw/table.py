"""Draw a table: heads, a rule, rows; numbers to the right, text to the left."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.draw.canvas import Axes, Canvas, Spot
from tutor.draw.glyphs import length, pad
from tutor.draw.numbers import number, same_digits
from tutor.draw.palette import Palette
from tutor.engine.panels import Table

GAP = 2
NARROWEST = 3


def draw_table(
    panel: Table, width: int, height: int, palette: Palette, keep: Axes | None = None
) -> Canvas:
    """Draw the panel. A table has no axes."""
    canvas = Canvas.blank(width, height)
    columns = [_column(panel, index) for index in range(len(panel.columns))]
    is_number = [_is_numeric(panel, index) for index in range(len(panel.columns))]
    contents = [max(map(length, cells), default=0) for cells in columns]
    natural = [max(length(head), size) for head, size in zip(panel.columns, contents, strict=True)]
    # a cut number would be another number: its column may lose letters of the head only
    least = [
        size if numeric else NARROWEST for size, numeric in zip(contents, is_number, strict=True)
    ]
    widths = fit_widths(natural, least, width)
    _draw_row(canvas, 0, panel.columns, widths, is_number, palette.muted)
    top = 1
    if height >= 4:
        canvas.put(1, 0, "─" * (sum(widths) + GAP * (len(widths) - 1)), palette.grid)
        top = 2
    room = height - top
    shown = len(panel.rows) if len(panel.rows) <= room else max(room - 1, 0)
    canvas.locate = lambda row, column: _spot(widths, top, shown, width, row, column)
    for row in range(shown):
        _draw_row(
            canvas,
            top + row,
            [cells[row] for cells in columns],
            widths,
            is_number,
            palette.foreground,
        )
    if shown < len(panel.rows):
        canvas.put(top + shown, 0, f"… {len(panel.rows) - shown} more", palette.muted)
    return canvas


def _spot(
    widths: Sequence[int], top: int, shown: int, width: int, row: int, column: int
) -> Spot | None:
    """Return the cells of one entry."""
    if not 0 <= row < shown or not 0 <= column < len(widths):
        return None
    left = sum(widths[:column]) + GAP * column
    size = min(widths[column], width - left)
    return Spot(top + row, left, width=size) if size > 0 else None


def fit_widths(natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Return column widths that fit, taken from the widest column that can still give."""
    widths = list(natural)
    for _ in range(sum(widths) + GAP * (len(widths) - 1) - width):
        givers = [index for index, size in enumerate(widths) if size > least[index]]
        if not givers:
            break
        widths[max(givers, key=lambda index: widths[index])] -= 1
    return widths


def _cell(panel: Table, row: int, index: int) -> str | float | int:
    cells = panel.rows[row]
    return cells[index] if index < len(cells) else ""


def _is_numeric(panel: Table, index: int) -> bool:
    cells = [_cell(panel, row, index) for row in range(len(panel.rows))]
    return any(not isinstance(cell, str) for cell in cells)


def _column(panel: Table, index: int) -> list[str]:
    """Return the column's cells as text, its numbers written alike."""
    cells = [_cell(panel, row, index) for row in range(len(panel.rows))]
    if any(isinstance(cell, str) for cell in cells):  # numbers of many kinds have no common form
        return [cell if isinstance(cell, str) else number(cell) for cell in cells]
    return same_digits([float(cell) for cell in cells if not isinstance(cell, str)])


def _draw_row(
    canvas: Canvas,
    row: int,
    cells: Sequence[str],
    widths: Sequence[int],
    is_number: Sequence[bool],
    colour: int,
) -> None:
    column = 0
    for cell, size, right in zip(cells, widths, is_number, strict=True):
        canvas.put(row, column, pad(cell, size, right), colour)
        column += size + GAP
