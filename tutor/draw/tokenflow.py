"""How tokens flow into lines: a token that does not fit goes to the next, a longer one is split.

A line break within a token is shown as `⏎` and ends the line. Lines are counted from the start of
the text, so that a new token moves none of the others until the panel is full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.draw.glyphs import to_cells

BREAK = "⏎"

EMPTY = "·"
"""A token that has no letters of its own still takes a cell."""

STRIDE = 256
"""Tokens far before the shown ones are left out so many at a time, so that lines seldom move."""


@dataclass(frozen=True)
class Piece:
    """The part of a token that lies on one line."""

    token: int
    line: int
    column: int
    text: str


def flow(
    tokens: Sequence[str], width: int, rows: int, fewer: int
) -> tuple[list[Piece], int | None]:
    """Return the pieces in the last lines, these counted from 0, and how many tokens lie before.

    All pieces and None where they fit in `rows` lines, else the last `fewer` lines.
    """
    # every token takes a cell, so those before the last width x rows cannot be seen
    start = max(len(tokens) - width * rows, 0) // STRIDE * STRIDE
    pieces = _flow_from(tokens, start, width)
    lines = pieces[-1].line + 1 if pieces else 0
    if start == 0 and lines <= rows:
        return pieces, None
    skipped = lines - fewer
    shown = [replace(piece, line=piece.line - skipped) for piece in pieces if piece.line >= skipped]
    return shown, shown[0].token if shown else len(tokens)


def _flow_from(tokens: Sequence[str], start: int, width: int) -> list[Piece]:
    pieces: list[Piece] = []
    line = column = 0
    for token in range(start, len(tokens)):
        *ended, rest = tokens[token].replace("\r\n", "\n").split("\n")
        parts = [(part + BREAK, True) for part in ended]
        parts += [(rest, False)] if rest or not ended else []
        for text, ends_line in parts:
            cells = to_cells(text) or [EMPTY]
            if column and column + len(cells) > width:
                line, column = line + 1, 0
            while cells:
                size = _cut(cells, width)
                pieces.append(Piece(token, line, column, "".join(cells[:size])))
                column += size
                cells = cells[size:]
                if cells:
                    line, column = line + 1, 0
            if ends_line:
                line, column = line + 1, 0
    return pieces


def _cut(cells: Sequence[str], width: int) -> int:
    """Return how many cells go on a line; a wide character is not torn unless nothing else fits."""
    size = min(len(cells), width)
    torn = size < len(cells) and cells[size] == "" and size > 1
    return size - 1 if torn else size
