"""A plot: the cells that data is drawn in, the ranges they span, and so where a point falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.frame import Area, share, share_of
from tutor.draw.ranges import Range

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Plot:
    """Where the data is drawn and what it spans, in the axes' units (log10 on a log axis)."""

    area: Area
    x_range: Range
    y_range: Range

    def dots(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return points in dots, counted from the left and from the top."""
        rows, columns = self.area.dots
        across = share(x, self.x_range) * (columns - 1)
        return across, (1 - share(y, self.y_range)) * (rows - 1)

    def row(self, y: float) -> int:
        """Return the row of a height."""
        dot = round((1 - share_of(y, self.y_range)) * (self.area.height * 4 - 1))
        return self.area.top + dot // 4

    def column(self, x: float) -> int:
        """Return the column of a place on the x axis."""
        dot = round(share_of(x, self.x_range) * (self.area.width * 2 - 1))
        return self.area.left + dot // 2

    def holds(self, row: int, column: int) -> bool:
        """Say whether a cell is one of the data's."""
        area = self.area
        return area.top <= row < area.bottom and area.left <= column < area.right
