"""Where the parts of a bar panel go.

Columns for names, bars, signs and values; rows for the legend, bars, their notes and the axis. The
bars of a group lie in rows without a gap, and groups are never torn apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.draw.glyphs import length
from tutor.draw.ranges import LARGEST, Range
from tutor.engine.panels import Bars

SIZES = ((3, 2), (3, 1), (2, 1), (1, 1), (1, 0))
"""Thickness of a bar and the gap below it, in rows; the first that fits is taken."""

GROUP_SIZES = ((2, 1), (1, 1), (1, 0))
"""The same for the bars of a group."""

LEAST = 10
"""Cells for bars that a long name may not take."""


@dataclass(frozen=True)
class Plan:
    """The layout. Positions along a bar are in eighths of a cell, from the left end of the axis."""

    names: int
    left: int
    width: int
    zero: int
    """The cell 0 starts in: on a cell's edge, so that bars start sharply."""
    per_unit: float
    top: int
    """Rows above the bars: the legend's."""
    members: int
    """Bars shown of every group."""
    thick: int
    gap: int
    note_rows: int
    shown: int
    axis: bool

    @property
    def right(self) -> int:
        """The column after the bars."""
        return self.left + self.width

    @property
    def pitch(self) -> int:
        """The rows from one group to the next."""
        return self.members * self.thick + self.note_rows + self.gap

    @property
    def bottom(self) -> int:
        """The row after the last bar and its note."""
        return self.top + max(self.shown * self.pitch - self.gap, 0)

    def group_rows(self, index: int) -> range:
        """Return the rows of a group."""
        start = self.top + index * self.pitch
        return range(start, start + self.members * self.thick)

    def rows(self, index: int, member: int) -> range:
        """Return the rows of a bar."""
        start = self.top + index * self.pitch + member * self.thick
        return range(start, start + self.thick)

    def eighth(self, value: float) -> int:
        """Return the place of a value, one cell beyond the ends at most."""
        value = min(max(value, -LARGEST), LARGEST)
        place = self.zero * 8 + min(max(value * self.per_unit, -1e6), 1e6)
        return round(min(max(place, -8.0), self.width * 8.0 + 8))

    def line_at(self, value: float) -> tuple[int, str]:
        """Return the column of a thin line at a value, and the glyph nearest to its place."""
        place = min(max(self.eighth(value), 0), self.width * 8)
        cell, part = divmod(place, 8)
        if part > 5:
            cell, part = cell + 1, 0
        if cell >= self.width:
            return self.right - 1, "▕"
        return self.left + cell, "│" if part > 2 else "▏"


def middle(rows: range) -> int:
    """Return the row that carries a name or a value."""
    return rows[(len(rows) - 1) // 2]


def make_plan(
    panel: Bars, texts: Sequence[str], members: int, span: Range, width: int, height: int
) -> Plan:
    """Lay the panel out; without four cells for them there are no bars, only numbers.

    members: bars in a group; 0 where there are no groups and no legend.
    """
    values = max((length(text) for text in texts), default=0)
    signs = 2 if panel.outside is not None or panel.cut else 0
    # names may take more than a third only where bars keep their least width
    longest = max(length(name) for name in panel.values)
    names = min(longest, max(width // 3, width - values - signs - 2 - LEAST))
    left = names + 1
    room = width - left - signs - values - 1
    room = room if room >= 4 else 0
    # what explains the bars goes before the bars do: first the legend, then the axis
    least = max(members, 1)
    top = int(members > 0 and height >= least + 2)
    axis = room > 0 and height >= max(3, top + least + 1)
    rows = height - top - axis
    thick, gap, note_rows, shown = _stack(len(panel.values), members, bool(panel.notes), rows)
    if members and not shown:  # not even one group fits: as many of its bars as do
        least, shown = max(rows - 1, 0), int(rows > 1)
    zero, per_unit = place_zero(span, room)
    return Plan(names, left, room, zero, per_unit, top, least, thick, gap, note_rows, shown, axis)


def place_zero(span: Range, room: int) -> tuple[int, float]:
    """Return the cell 0 starts in and the eighths per unit, the largest at which both ends fit."""
    low, high = -span[0], span[1]  # both sizes, 0 or more
    if not room or not math.isfinite(low + high):
        return 0, 0.0
    exact = low / (low + high) * room
    best = 0, 0.0
    for zero in (math.floor(exact), math.ceil(exact)):
        left = zero * 8 / low if low else math.inf
        right = (room - zero) * 8 / high if high else math.inf
        scale = min(left, right)
        if math.isfinite(scale) and scale > best[1]:
            best = zero, scale
    return best


def _stack(count: int, members: int, notes: bool, rows: int) -> tuple[int, int, int, int]:
    """Return thickness, gap, rows for a note, and how many groups are shown.

    When not all are, one row is left for `… more`.
    """
    each = max(members, 1)
    for note_rows in (1, 0) if notes else (0,):
        for thick, gap in GROUP_SIZES if members else SIZES:
            if count * (each * thick + note_rows + gap) - gap <= rows:
                return thick, gap, note_rows, count
    return 1, 0, 0, max(rows - 1, 0) // each
