"""Text as terminal cells: one for most characters, two for wide ones, none for those without shape.

A wide character is followed by an empty cell, so a row of cells joins to text of the row's width.
"""

from __future__ import annotations

import unicodedata


def to_cells(text: str) -> list[str]:
    """Split `text` into terminal cells; line breaks and tabs become `·`, other controls vanish."""
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in text:
        if character in "\n\r\t":
            cells.append("·")
        elif unicodedata.category(character) in ("Mn", "Me", "Cc", "Cf", "Cs", "Zl", "Zp"):
            continue
        else:
            cells.append(character)
            if unicodedata.east_asian_width(character) in "WF":
                cells.append("")
    return cells


def length(text: str) -> int:
    """Return how many cells `text` takes."""
    return len(to_cells(text))


def shorten(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, ending in `…` where something was cut."""
    cells = to_cells(text)
    if len(cells) <= width:
        return "".join(cells)
    return "".join(cells[: width - 1]).rstrip() + "…" if width > 0 else ""


def pad(text: str, width: int, right: bool = False) -> str:
    """Return `text` in exactly `width` cells, cut or filled with spaces (in front if `right`)."""
    short = shorten(text, width)
    space = " " * (width - length(short))
    return space + short if right else short + space
