"""A choice on one line: every option by name, as many as fit, the chosen one always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

GAP = 2
"""Columns between two options."""
MORE_LEFT, MORE_RIGHT = "‹ ", " ›"


class Shown(NamedTuple):
    """An option on the line: its number among all, the column it begins at, and its text."""

    number: int
    column: int
    text: str


def laid_out(options: Sequence[str], chosen: int, room: int) -> list[Shown]:
    """Return the options that fit into `room` columns, the chosen one among them.

    A column stays free on both sides of each option, for brackets; two more at a side where options
    are left out, for `MORE_LEFT` and `MORE_RIGHT`.
    """
    widths = [cell_len(option) + GAP for option in options]
    room -= GAP  # outside the first and the last
    if sum(widths) - GAP <= room:
        first, last, column = 0, len(options), 1
    else:
        first, last, column = chosen, chosen + 1, 1 + len(MORE_LEFT)
        inside = room - len(MORE_LEFT) - len(MORE_RIGHT)
        while first > 0 and sum(widths[first - 1 : last]) - GAP <= inside:
            first -= 1
        while last < len(options) and sum(widths[first : last + 1]) - GAP <= inside:
            last += 1
    shown = []
    for number in range(first, last):
        text = options[number]
        if column + cell_len(text) > room + 1:
            text = set_cell_size(text, max(0, room + 1 - column))
        shown.append(Shown(number, column, text))
        column += widths[number]
    return shown


def option_at(shown: Sequence[Shown], column: int) -> int | None:
    """Return the number of the option that a column of the line belongs to."""
    for option in shown:
        if option.column <= column < option.column + cell_len(option.text):
            return option.number
    return None
