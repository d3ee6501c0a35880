"""Where the parts of a heat map go: its labels, its cells, its scale.

All cells are of one size, in columns and half rows: half a row where not every row of the matrix
gets a row of its own. A matrix that is larger still is folded into blocks. The plan follows from
the names and the sizes alone, so nothing moves while the values change.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.draw.canvas import Spot
from tutor.draw.glyphs import length
from tutor.draw.palette import Palette
from tutor.engine.panels import Heat

WIDEST, TALLEST = 9, 3
"""The largest cell of a matrix, in terminal cells."""

NUMBERS = 5
"""Cells this wide have room for numbers, which then say what the scale would."""


LEAST = 3
"""Letters of a row label that no matrix takes away."""


@dataclass(frozen=True)
class Plan:
    """The layout, in terminal cells unless it says otherwise.

    rows, columns: how many cells the drawn matrix has, each of fold[0] x fold[1] cells of the
    panel's. half: the height of a cell in half rows, 1 or even.
    """

    top: int
    left: int
    rows: int
    columns: int
    fold: tuple[int, int]
    half: int
    width: int
    names: int
    """The columns for row labels, left of the matrix."""
    head: bool
    foot: int | None
    """The row of the scale and of notes."""

    @property
    def pitch(self) -> int:
        """The rows from one row of cells to the next; two matrix rows may share one."""
        return max(self.half // 2, 1)

    @property
    def height(self) -> int:
        """The rows of the matrix."""
        return -(-self.rows * self.half // 2)

    @property
    def is_folded(self) -> bool:
        """Whether a drawn cell stands for several of the panel's."""
        return self.fold != (1, 1)

    def spot(self, row: int, column: int) -> Spot:
        """Return the cells of one cell of the panel's matrix."""
        first = row // self.fold[0] * self.half // 2
        left = self.left + column // self.fold[1] * self.width
        return Spot(self.top + first, left, self.pitch, self.width)


def make_plan(
    panel: Heat, shape: tuple[int, int], width: int, height: int, palette: Palette
) -> Plan | None:
    """Lay the panel out; None without a cell. At small sizes the scale goes first, then labels."""
    names = _names_width(panel, shape, width)
    head = any(panel.columns) and height >= 4
    foot = height >= 6
    room = width - names, height - head - foot
    crowded = room[1] < shape[0] <= room[1] + 1 and room[0] // shape[1] >= NUMBERS
    foot = foot and not crowded
    whole = bool(palette.shades)  # without colours a row cannot hold two
    fold = _fold(shape, room[0], height - head - foot, whole)
    if fold is not None and fold != (1, 1) and not foot and height >= 3:
        foot = True  # what a cell is the mean of must be said
        fold = _fold(shape, room[0], height - head - foot, whole)
    if fold is None:
        return None
    rows, columns = -(-shape[0] // fold[0]), -(-shape[1] // fold[1])
    high = (height - head - foot) // rows
    across = min(room[0] // columns, WIDEST if high else 4)
    half = 2 * min(high, TALLEST, (across + 1) // 2) if high else 1
    left = (width - names - columns * across) // 2 + names
    tall = -(-rows * half // 2)
    top = (height - foot - head - tall) // 2 + head
    last = min(top + tall + 1, height - 1) if foot else None  # a row apart where there is room
    return Plan(top, left, rows, columns, fold, half, across, names, head, last)


def _names_width(panel: Heat, shape: tuple[int, int], width: int) -> int:
    """Return the columns for row labels and a gap; labels lose letters before cells are folded."""
    size = min(max((length(name) for name in panel.rows[: shape[0]]), default=0), width // 3)
    if width - size - 1 < shape[1] <= width - LEAST - 1:
        size = width - shape[1] - 1
    return size + 1 if size and width >= 12 else 0


def _fold(shape: tuple[int, int], width: int, height: int, whole: bool) -> tuple[int, int] | None:
    if width < 1 or height < 1:
        return None
    most = height if whole else 2 * height
    return -(-shape[0] // most), -(-shape[1] // width)
