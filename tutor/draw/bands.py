"""A band between two lines, as a light screen of dots: how far several runs spread.

A pair of values with a NaN leaves a hole. An end that is infinite, or not above 0 on a log axis,
lies beyond every axis: the screen then runs to the border.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.draw.dots import Mask, line_mask
from tutor.draw.lines import Line, to_line
from tutor.draw.plot import Plot
from tutor.draw.ranges import LARGEST
from tutor.engine.panels import Band, Series

Floats = npt.NDArray[np.float64]

BEYOND = 1e4
"""An exponent of ten that no axis reaches."""


def band_ends(band: Band, log: bool) -> list[Line]:
    """Return both ends as lines, with the points an axis can show: what the axes must span."""
    ends = [to_line(Series(band.x, end), log) for end in (band.low, band.high)]
    return [line for line in ends if len(line.x)]


def band_mask(band: Band, log: bool, plot: Plot, phase: int) -> Mask:
    """Return every second dot between the ends, as on a chessboard; `phase`: its colour."""
    rows, columns = plot.area.dots
    x, low, high, joined = _pairs(band, log)
    inside = np.zeros((rows, columns), np.bool_)
    if len(x):
        # a row more above and below takes what lies outside
        shape = rows + 2, columns
        across, top = plot.dots(x, high)
        _, bottom = plot.dots(x, low)
        upper = line_mask(across, np.clip(top, -1, rows) + 1, joined, shape)
        lower = line_mask(across, np.clip(bottom, -1, rows) + 1, joined, shape)
        below = np.logical_or.accumulate(upper, axis=0)
        above = np.logical_or.accumulate(lower[::-1], axis=0)[::-1]
        inside = (below & above)[1:-1]
    row, column = np.ogrid[:rows, :columns]
    return np.asarray(inside & ((row + column) % 2 == phase % 2))


def _pairs(band: Band, log: bool) -> tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    """Return x, low, high (n,) in the axes' units, by rising x, and which neighbours join."""
    count = min(len(band.x), len(band.low), len(band.high))
    x, one, two = (
        np.asarray(values, np.float64)[:count] for values in (band.x, band.low, band.high)
    )
    low, high = np.minimum(one, two), np.maximum(one, two)
    shown = np.isfinite(x) & ~np.isnan(low)
    index = np.flatnonzero(shown & (high > 0) if log else shown)
    joined = np.diff(index) == 1
    if (x[index][1:] < x[index][:-1]).any():
        index = index[np.argsort(x[index], kind="stable")]
        joined = np.ones_like(joined)
    return (
        np.clip(x[index], -LARGEST, LARGEST),
        _height(low[index], log),
        _height(high[index], log),
        joined,
    )


def _height(y: Floats, log: bool) -> Floats:
    if not log:
        return np.clip(y, -LARGEST, LARGEST)
    positive = y > 0
    exponent = np.log10(np.where(positive, y, 1.0))
    return np.where(positive, np.minimum(exponent, BEYOND), -BEYOND)
