"""The frame of a plot: the area its data is drawn in, and the tick labels around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length
from tutor.draw.palette import Palette
from tutor.draw.ranges import Range
from tutor.draw.ticks import Tick, fit_labels

FARTHEST = 1e9
"""Shares of a range beyond which nothing is told apart."""

Label = tuple[int, str]
"""A column and the text that starts there."""


@dataclass(frozen=True)
class Area:
    """The cells that data may be drawn in."""

    top: int
    left: int
    height: int
    width: int

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.height

    @property
    def dots(self) -> tuple[int, int]:
        """The shape of its dot mask."""
        return self.height * 4, self.width * 2


def share(values: npt.ArrayLike, span: Range) -> npt.NDArray[np.float64]:
    """Return where values lie in `span`: 0 at its low end, 1 at its high end; always finite."""
    with np.errstate(all="ignore"):
        places = (np.asarray(values, np.float64) - span[0]) / (span[1] - span[0])
    np.clip(places, -FARTHEST, FARTHEST, out=places)
    return np.where(places == places, places, 0.5)  # NaN alone differs from itself


def share_of(value: float, span: Range) -> float:
    """Return where one value lies in `span`, as `share` does, without an array's price."""
    try:
        place = (value - span[0]) / (span[1] - span[0])
    except (ZeroDivisionError, OverflowError):
        return 0.5
    return min(max(place, -FARTHEST), FARTHEST) if place == place else 0.5


def text_width(ticks: Sequence[Tick]) -> int:
    """Return the cells the longest label takes."""
    return max((length(label) for _, label in ticks), default=0)


def choose_labels(
    ticks: Callable[[int], list[Tick]],
    column: Callable[[float], int],
    left: int,
    right: int,
) -> tuple[list[Tick], list[Label]]:
    """Return the densest ticks, and their placed labels, that fit in one row without touching."""
    most = (right - left) // 9 + 1
    tried: list[Tick] = []
    while most > 0:
        chosen = ticks(most)
        if chosen != tried:
            placed = fit_labels(chosen, [column(place) for place, _ in chosen], left, right)
            if placed:
                return chosen, placed
        tried, most = chosen, most - 1
    return [], []


def draw_labels(
    canvas: Canvas, row: int, labels: Sequence[Label], name: str, palette: Palette
) -> None:
    """Write the labels of the x axis, and its name in the last gap that is wide enough."""
    for column, text in labels:
        canvas.put(row, column, text, palette.muted)
    size, right = length(name) + 2, canvas.width + 1
    for column, text in [*reversed(labels), (0, "")]:
        left = column + length(text)
        if name and right - left >= size:
            start = (
                left + (right - left - size) // 2 + 1 if right <= canvas.width else right - size + 1
            )
            canvas.put(row, start, name, palette.foreground)
            return
        right = column
