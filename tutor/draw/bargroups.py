"""The numbers of a bar panel as groups: one number a name, or one for each member of the group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.draw.legend import MARKS, Entry
from tutor.draw.palette import Palette
from tutor.engine.panels import Bars


def members(value: float | Sequence[float]) -> list[float]:
    """Return the numbers of one name; a plain number is a group of one."""
    return [float(number) for number in np.ravel(np.asarray(value, np.float64))]


def groups(panel: Bars) -> list[list[float]]:
    """Return the numbers of every name, in order; groups may differ in size."""
    return [members(value) for value in panel.values.values()]


def is_grouped(panel: Bars) -> bool:
    """Say whether the members have marks and colours of their own."""
    return bool(panel.series) or any(np.ndim(value) for value in panel.values.values())


def member_name(panel: Bars, member: int) -> str:
    """Return the name of a member; its number where the panel does not name it."""
    return panel.series[member] if member < len(panel.series) else str(member + 1)


def member_mark(member: int) -> str:
    """Return the sign of a member: colour is never the only difference."""
    return MARKS[member % len(MARKS)]


def legend_entries(panel: Bars, count: int, palette: Palette) -> list[Entry]:
    """Return the legend: a mark and a name for each of `count` members."""
    return [
        Entry(
            member_mark(member),
            member_name(panel, member),
            "",
            palette.series[member % len(palette.series)],
        )
        for member in range(count)
    ]
