"""The legend of a curve: each line's mark, name and newest value, right-aligned in few rows."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length, shorten

MARKS = "●■◆▼★✚"
"""The sign at the end of each line: colour is never the only difference."""

GAP = 2


@dataclass(frozen=True)
class Entry:
    """One line of the legend."""

    mark: str
    name: str
    value: str
    colour: int


def wrap_legend(entries: list[Entry], width: int, most: int) -> list[list[tuple[str, int]]]:
    """Return at most `most` rows of (text, colour): values go first, then letters of the names."""
    each = width // -(-len(entries) // most) - GAP  # cells for one entry if all get the same
    for texts in (
        [f"{entry.mark} {entry.name} {entry.value}".rstrip() for entry in entries],
        [f"{entry.mark} {entry.name}" for entry in entries],
        [shorten(f"{entry.mark} {entry.name}", max(each, 1)) for entry in entries],
    ):
        pieces = [(text, entry.colour) for text, entry in zip(texts, entries, strict=True)]
        rows = _fill(pieces, width)
        if len(rows) <= most:
            break
    return rows[:most]


def draw_legend(canvas: Canvas, rows: list[list[tuple[str, int]]]) -> int:
    """Write the rows from the top, right-aligned; return how much of the top row stays free."""
    free = canvas.width
    for row, texts in enumerate(rows):
        column = canvas.width - _size(texts)
        free = column if row == 0 else free
        for text, colour in texts:
            canvas.put(row, column, text, colour)
            column += length(text) + GAP
    return free


def _fill(texts: list[tuple[str, int]], width: int) -> list[list[tuple[str, int]]]:
    rows: list[list[tuple[str, int]]] = [[]]
    for text, colour in texts:
        piece = (shorten(text, width), colour)
        if rows[-1] and _size([*rows[-1], piece]) > width:
            rows.append([])
        rows[-1].append(piece)
    return rows


def _size(texts: list[tuple[str, int]]) -> int:
    return max(sum(length(text) + GAP for text, _ in texts) - GAP, 0)
