"""A canvas: what a panel looks like, as three arrays of cells (glyph, foreground, background).

Arrays instead of styled text let the rasterisers work a whole panel at a time, and let the widget
find the rows that changed since the last frame in one comparison. Colours are 0xRRGGBB; -1 stands
for the theme's own, -2 - n for colour n of the terminal's own sixteen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutor.draw.glyphs import to_cells

DEFAULT = -1
"""The theme's own colour."""


@dataclass(frozen=True)
class Axes:
    """The ranges a canvas shows, in data units; given back as `keep`, they hold the axes still."""

    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float] | None = None
    """The values of the first and the last shade, where shades show values."""


@dataclass(frozen=True)
class Spot:
    """The cells that show one item of a panel."""

    row: int
    column: int
    height: int = 1
    width: int = 1


Locate = Callable[[int, int], Spot | None]
"""Where an item of the panel is drawn; None where it is not. `inspect` says how items count."""


@dataclass(eq=False)
class Canvas:
    """Cells of a panel. glyph (height, width) '<U1'; fore, back (height, width) int32."""

    glyph: npt.NDArray[np.str_]
    fore: npt.NDArray[np.int32]
    back: npt.NDArray[np.int32]
    axes: Axes | None = None
    locate: Locate | None = None

    @classmethod
    def blank(cls, width: int, height: int) -> Canvas:
        """Return a canvas of spaces in the theme's colours."""
        shape = (max(height, 0), max(width, 0))
        return cls(
            np.full(shape, " ", "<U1"),
            np.full(shape, DEFAULT, np.int32),
            np.full(shape, DEFAULT, np.int32),
        )

    @property
    def width(self) -> int:
        """The number of columns."""
        return int(self.glyph.shape[1])

    @property
    def height(self) -> int:
        """The number of rows."""
        return int(self.glyph.shape[0])

    def put(
        self, row: int, column: int, text: str, fore: int = DEFAULT, back: int | None = None
    ) -> None:
        """Write `text` from a cell to the right, cut at the borders; keep `back` if None."""
        cells = to_cells(text)
        left, right = max(column, 0), min(column + len(cells), self.width)
        if not 0 <= row < self.height or right <= left:
            return
        shown = cells[left - column : right - column]
        if shown[0] == "":  # the left half of a wide character was cut
            shown[0] = " "
        if right < column + len(cells) and cells[right - column] == "":
            shown[-1] = " "
        if self.glyph[row, left] == "":  # the same for those that are half written over
            self.glyph[row, left - 1] = " "
        if right < self.width and self.glyph[row, right] == "":
            self.glyph[row, right] = " "
        self.glyph[row, left:right] = shown
        self.fore[row, left:right] = fore
        if back is not None:
            self.back[row, left:right] = back

    def is_blank(self, row: int, column: int, count: int) -> bool:
        """Say whether `count` cells from here on are inside and empty."""
        inside = 0 <= row < self.height and column >= 0 and column + count <= self.width
        return inside and bool((self.glyph[row, column : column + count] == " ").all())

    def lines(self) -> list[str]:
        """Return the rows as plain text."""
        return ["".join(row) for row in self.glyph.tolist()]

    def rows_changed(self, other: Canvas) -> list[int]:
        """Return the rows that differ from `other`; all of them if the size does."""
        if self.glyph.shape != other.glyph.shape:
            return list(range(self.height))
        same = (self.glyph == other.glyph) & (self.fore == other.fore) & (self.back == other.back)
        rows: list[int] = np.flatnonzero(~same.all(axis=1)).tolist()
        return rows

    def runs(self, row: int) -> Iterator[tuple[str, int, int]]:
        """Yield the row as (text, fore, back), neighbours of equal colour joined."""
        if not self.width:
            return
        glyph, fore, back = self.glyph[row], self.fore[row], self.back[row]
        borders = np.flatnonzero((fore[1:] != fore[:-1]) | (back[1:] != back[:-1])) + 1
        edges = [0, *borders.tolist(), self.width]
        for start, end in pairwise(edges):
            yield "".join(glyph[start:end].tolist()), int(fore[start]), int(back[start])
