"""Taking a panel along: its numbers as CSV, its picture as text or as SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from tutor.draw.canvas import DEFAULT, Canvas
from tutor.draw.glyphs import length
from tutor.draw.inspect import exact
from tutor.draw.palette import Palette
from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Panel,
    Picture,
    Scatter,
    Table,
    Text,
    Tokens,
    as_series,
)

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 8.4, 17, 14
"""A terminal cell in the SVG's units; a monospaced glyph is 0.6 of its size wide."""
OWN = (
    0x000000, 0xCD3131, 0x0DBC79, 0xE5E510, 0x2472C8, 0xBC3FBC, 0x11A8CD, 0xE5E5E5,
    0x666666, 0xF14C4C, 0x23D18B, 0xF5F543, 0x3B8EEA, 0xD670D6, 0x29B8DB, 0xFFFFFF,
)  # fmt: skip
"""What the terminal's own sixteen colours are where there is no terminal."""

Rows = Iterable[Sequence[Any]]


def to_text(canvas: Canvas, title: str) -> str:
    """Return the picture as lines of text under its title."""
    return "\n".join([title, *(line.rstrip() for line in canvas.lines())]) + "\n"


def to_csv(panel: Panel) -> str:
    """Return the panel's numbers, every digit of them, under heads; RFC 4180 with plain newlines.

    Cells are data: one that a spreadsheet would take for a formula is not changed.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in _ROWS[type(panel)](panel):
        writer.writerow([cell if isinstance(cell, str) else exact(cell) for cell in row])
    return out.getvalue()


def to_svg(canvas: Canvas, palette: Palette, title: str) -> str:
    """Return the picture as an SVG image, its title in the first line."""
    ink = palette.foreground if palette.foreground != DEFAULT else 0xE4E8EF
    ground = palette.background if palette.background != DEFAULT else 0x10141C
    width, height = canvas.width * CELL_WIDTH, (canvas.height + 1) * CELL_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height}" '
        f'font-family="ui-monospace,Menlo,Consolas,monospace" font-size="{FONT_SIZE}">',
        f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#{ground:06x}"/>',
        _svg_text(title, 0.0, 0, ink),
    ]
    for row in range(canvas.height):
        column = 0
        for text, fore, back in canvas.runs(row):
            x, size = column * CELL_WIDTH, length(text)
            if back != DEFAULT:
                parts.append(
                    f'<rect x="{x:.1f}" y="{(row + 1) * CELL_HEIGHT}" '
                    f'width="{size * CELL_WIDTH:.1f}" height="{CELL_HEIGHT}" '
                    f'fill="#{_rgb(back, ground):06x}"/>'
                )
            parts += _svg_run(text, x, row + 1, _rgb(fore, ink))
            column += size
    return "\n".join([*parts, "</svg>\n"])


def _svg_run(text: str, x: float, row: int, colour: int) -> list[str]:
    """Draw blocks as rectangles, which meet without seams, and the rest as text."""
    if not text.strip():
        return []
    if not set(text) & set("▀▄█"):
        return [_svg_text(text, x, row, colour)]
    parts = []
    for index, character in enumerate(text):
        left, top, tall = x + index * CELL_WIDTH, float(row * CELL_HEIGHT), float(CELL_HEIGHT)
        if character in "▀▄":
            tall /= 2
            top += tall if character == "▄" else 0.0
        if character in "▀▄█":
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{CELL_WIDTH}" height="{tall:.1f}" '
                f'fill="#{colour:06x}"/>'
            )
        elif character != " ":
            parts.append(_svg_text(character, left, row, colour))
    return parts


def _svg_text(text: str, x: float, row: int, colour: int) -> str:
    size = length(text) * CELL_WIDTH
    return (
        f'<text xml:space="preserve" x="{x:.1f}" y="{row * CELL_HEIGHT + FONT_SIZE - 1}" '
        f'textLength="{size:.1f}" lengthAdjust="spacingAndGlyphs" fill="#{colour:06x}">'
        f"{escape(text)}</text>"
    )


def _rgb(colour: int, default: int) -> int:
    if colour == DEFAULT:
        return default
    return OWN[-2 - colour] if colour < 0 else colour


def _curve(panel: Curve) -> Rows:
    yield "series", panel.x_label, panel.y_label or "value"
    for name, values in panel.series.items():
        line = as_series(values)
        for x, y in zip(line.x, line.y, strict=False):
            yield name, x, y


def _scatter(panel: Scatter) -> Rows:
    yield "class", panel.x_label, panel.y_label
    for name, points in panel.classes.items():
        for x, y in np.asarray(points).reshape(-1, 2):
            yield name, x, y


def _matrix(values: Any, rows: Sequence[str], columns: Sequence[str]) -> Rows:
    found = np.atleast_2d(np.asarray(values))
    yield "", *(columns[i] if i < len(columns) else str(i) for i in range(found.shape[1]))
    for index, row in enumerate(found):
        yield rows[index] if index < len(rows) else str(index), *row


def _field(panel: Field) -> Rows:
    values = np.atleast_2d(np.asarray(panel.values))
    with np.errstate(all="ignore"):
        x = np.linspace(*panel.x_range, values.shape[1])
        y = np.linspace(*panel.y_range, values.shape[0])
    return _matrix(values, [exact(place) for place in y], [exact(place) for place in x])


def _bars(panel: Bars) -> Rows:
    yield "name", *(panel.series or ("value",))
    for name, value in panel.values.items():
        yield name, *np.atleast_1d(np.asarray(value, np.float64))


def _graph(panel: Graph) -> Rows:
    yield "node", "text", "value", "gradient", "inputs"
    for node in panel.nodes:
        known = ("" if number is None else number for number in (node.value, node.grad))
        yield node.name, node.text, *known, " ".join(node.inputs)


def _tokens(panel: Tokens) -> Rows:
    yield "token", panel.value_label
    yield from zip(panel.tokens, np.asarray(panel.values).ravel(), strict=False)


def _table(panel: Table) -> Rows:
    yield panel.columns
    yield from panel.rows


def _text(panel: Text) -> Rows:
    return ([line] for line in panel.text.splitlines())


_ROWS: dict[type, Callable[[Any], Rows]] = {
    Bars: _bars,
    Curve: _curve,
    Field: _field,
    Graph: _graph,
    Heat: lambda panel: _matrix(panel.values, panel.rows, panel.columns),
    Picture: lambda panel: _matrix(panel.values, (), ()),
    Scatter: _scatter,
    Table: _table,
    Text: _text,
    Tokens: _tokens,
}
