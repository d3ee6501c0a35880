"""The bytes that change a terminal: only the cells that differ, only the attributes that change."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutor.app.painting.cells import LAST_CODE, Cells, Ink, text_of

PLAIN: Ink = (-1, -1, 0)
RESET = "\x1b[0m"
NEAR = 4
"""So few unchanged cells between two changed ones are written again: a jump costs as much."""
SGR = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
"""The codes of the attributes, in the order of their bits (Rich's order)."""


def changes(cells: Cells, changed: npt.NDArray[np.bool_]) -> str:
    """Return what shows the changed cells on a terminal whose attributes are reset."""
    out: list[str] = []
    now = PLAIN
    for row in np.flatnonzero(changed.any(axis=1)).tolist():
        now = _row(out, cells, row, np.flatnonzero(changed[row]), now)
    if now != PLAIN:
        out.append(RESET)
    return "".join(out)


def _row(out: list[str], cells: Cells, row: int, columns: npt.NDArray[np.int64], now: Ink) -> Ink:
    """Write a row's changed cells; return the attributes in force afterwards."""
    fore, back, attributes = cells.fore[row], cells.back[row], cells.attributes[row]
    inks = list(zip(fore.tolist(), back.tolist(), attributes.tolist(), strict=True))
    characters = _one_each(cells.glyph[row])
    breaks = np.flatnonzero(np.diff(columns) > NEAR)
    starts = columns[np.append(0, breaks + 1)].tolist()
    ends = (columns[np.append(breaks, len(columns) - 1)] + 1).tolist()
    at = -1
    for start, end in zip(starts, ends, strict=True):
        # on the same row a relative jump is shorter
        out.append(f"\x1b[{row + 1};{start + 1}H" if at < 0 else f"\x1b[{start - at}C")
        at = end
        here = slice(start, end)
        for first, last in pairwise(_edges(fore[here], back[here], attributes[here])):
            wanted = inks[start + first]
            if wanted != now:
                out.append(_turn(now, wanted))
                now = wanted
            run = slice(start + first, start + last)
            out.append(characters[run] if characters else text_of(cells.glyph[row, run]))
    return now


def _one_each(glyph: npt.NDArray[np.int32]) -> str:
    """Return a row's characters where each takes one cell; nothing where one does not."""
    simple = int(glyph.min()) >= 0 and int(glyph.max()) <= LAST_CODE
    return text_of(glyph) if simple else ""


def _edges(*rows: npt.NDArray[np.int32]) -> list[int]:
    """Return where any of the rows changes its value, both ends included."""
    size = len(rows[0])
    change = np.zeros(max(size - 1, 0), np.bool_)
    for row in rows:
        change |= row[1:] != row[:-1]
    return [0, *(np.flatnonzero(change) + 1).tolist(), size]


@lru_cache(maxsize=8192)
def _turn(now: Ink, wanted: Ink) -> str:
    """Return the shortest sequence that changes the attributes."""
    parts: list[str] = []
    if now[2] != wanted[2]:
        parts = ["0", *(code for bit, code in enumerate(SGR) if wanted[2] >> bit & 1)]
        now = PLAIN
    if now[0] != wanted[0]:
        parts.append(_code(wanted[0], 30))
    if now[1] != wanted[1]:
        parts.append(_code(wanted[1], 40))
    return f"\x1b[{';'.join(parts)}m"


def _code(colour: int, base: int) -> str:
    if colour >= 0:
        return f"{base + 8};2;{colour >> 16};{colour >> 8 & 255};{colour & 255}"
    if colour == -1:
        return str(base + 9)
    number = -2 - colour
    if number < 8:
        return str(base + number)
    return str(base + 52 + number) if number < 16 else f"{base + 8};5;{number}"
