"""The lines of a curve panel made fit to draw: finite, in the axis' units, and their ranges.

On a log axis y becomes log10(y) here, once, and everything after works on a straight axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Axes
from tutor.draw.plane import is_span
from tutor.draw.ranges import (
    LARGEST,
    Range,
    fit_counter,
    fit_decades,
    fit_exact,
    fit_linear,
    grow_counter,
    grow_decades,
    grow_linear,
    settle,
)
from tutor.draw.smoothing import is_smoothed, smooth_series
from tutor.engine.panels import Curve, Series, as_series

Floats = npt.NDArray[np.float64]
GHOST_DECADES = 3
"""Powers of ten that ghosts may add to each end of a log axis."""


@dataclass(frozen=True, eq=False)
class Line:
    """Points that can be drawn. x, y (n,); joined (n - 1,): neighbours in the data too."""

    x: Floats
    y: Floats
    joined: npt.NDArray[np.bool_]
    counted: bool
    """x counts (steps, epochs): whole numbers from 0."""
    not_finite: int
    not_positive: int


def to_line(series: Series, log: bool) -> Line:
    """Return the drawable points of a series and how many had to be left out."""
    count = min(len(series.x), len(series.y))
    x, y = np.asarray(series.x)[:count], np.asarray(series.y)[:count]
    counted = np.issubdtype(x.dtype, np.integer)
    x, y = x.astype(np.float64), y.astype(np.float64)
    finite = np.isfinite(x) & np.isfinite(y)
    shown = finite & (y > 0) if log else finite
    index = np.flatnonzero(shown)
    x, y = x[index], y[index]
    return Line(
        x=np.clip(x, -LARGEST, LARGEST),
        y=np.log10(y) if log else np.clip(y, -LARGEST, LARGEST),
        joined=np.diff(index) == 1,
        counted=bool(counted and (len(x) == 0 or x.min() >= 0)),
        not_finite=int(count - finite.sum()),
        not_positive=int(finite.sum() - shown.sum()),
    )


def live_lines(panel: Curve) -> dict[str, Line]:
    """Return the panel's lines by name."""
    return {name: to_line(as_series(values), panel.log) for name, values in panel.series.items()}


def smoothed_lines(panel: Curve) -> list[Line]:
    """Return the moving averages of the panel's lines; none where it asks for none.

    The values are averaged, not their logs.
    """
    if not is_smoothed(panel.smooth):
        return []
    series = [as_series(values) for values in panel.series.values()]
    return [to_line(smooth_series(values, panel.smooth), panel.log) for values in series]


def ghost_lines(panel: Curve) -> list[Line]:
    """Return the abandoned branches that have points to draw."""
    branches = [branch for branches in panel.ghosts.values() for branch in branches]
    lines = [to_line(branch, panel.log) for branch in branches]
    return [line for line in lines if len(line.x)]


def choose_ranges(
    panel: Curve, live: Sequence[Line], ghosts: Sequence[Line], kept: Axes | None
) -> tuple[Range, Range]:
    """Return the x and y ranges, in the axes' units. live: lines with points, at least one."""
    x_kept, y_kept = (kept.x, from_data(kept.y, panel.log)) if kept else (None, None)
    y_need = _extent([line.y for line in live])
    if panel.log:
        y_need = _widened(y_need, _extent([line.y for line in [*live, *ghosts]]))
        y_range = settle(y_need, y_kept, fit_decades, grow_decades)
    else:
        y_range = settle(y_need, y_kept, fit_linear, grow_linear)
    x_need = _extent([line.x for line in [*live, *ghosts]])
    if panel.x_range is not None and is_span(panel.x_range):
        x_range = min(panel.x_range[0], x_need[0]), max(panel.x_range[1], x_need[1])
    elif all(line.counted for line in [*live, *ghosts]) and x_need[0] <= x_need[1] / 2:
        x_range = settle((0.0, x_need[1]), x_kept, fit_counter, grow_counter)
    else:
        x_range = settle(x_need, x_kept, fit_exact, grow_linear)
    return x_range, _with_ends(y_range, panel)


def from_data(span: Range, log: bool) -> Range | None:
    """Return a range in data units in the axis' units; None where a log axis cannot have it."""
    if not log:
        return span
    return (math.log10(span[0]), math.log10(span[1])) if span[0] > 0 and span[1] > 0 else None


def to_data(span: Range, log: bool) -> Range:
    """Return a range in the axis' units in data units."""
    return (_power(span[0]), _power(span[1])) if log else span


def _power(exponent: float) -> float:
    return float(10.0 ** min(max(exponent, -323.0), 308.0))


def _extent(arrays: Sequence[Floats]) -> Range:
    return min(float(a.min()) for a in arrays), max(float(a.max()) for a in arrays)


def _widened(live: Range, whole: Range) -> Range:
    """Make room for ghosts on a log axis; one that exploded must not flatten the live line."""
    return max(whole[0], live[0] - GHOST_DECADES), min(whole[1], live[1] + GHOST_DECADES)


def _with_ends(span: Range, panel: Curve) -> Range:
    """Put the panel's own ends, where it has any that the axis can show."""
    low, high = panel.low, panel.high
    if panel.log:
        low = math.log10(low) if low is not None and low > 0 else None
        high = math.log10(high) if high is not None and high > 0 else None
    low = span[0] if low is None or not math.isfinite(low) else low
    high = span[1] if high is None or not math.isfinite(high) else high
    return (low, high) if high > low else span
