"""Grades: values become the levels of a ramp, on a scale that holds still from frame to frame.

A scale that follows its values gives nearly every cell a new shade in every frame; so it is kept
like the range of an axis, and grows only when a value leaves it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.palette import LEVELS
from tutor.draw.ranges import LARGEST, Range, grow_linear, settle
from tutor.draw.shading import HOLE, Levels
from tutor.draw.ticks import nice_step

Floats = npt.NDArray[np.float64]

NARROWEST = 1e-290
"""A kept scale below this width is dropped: it cannot grow in round steps."""


@dataclass(frozen=True)
class Scale:
    """The values of the first and the last level. log: the levels are even in log value."""

    low: float
    high: float
    log: bool = False

    def grade(self, values: Floats) -> Levels:
        """Return levels 0..15, those beyond the ends at the nearest; NaN gets HOLE."""
        low, high = self.low, self.high
        with np.errstate(all="ignore"):
            if self.log:
                values, low, high = np.log10(np.maximum(values, low)), np.log10(low), np.log10(high)
            elif not np.isfinite(high - low):  # halves do not overflow
                values, low, high = values / 2, low / 2, high / 2
            places = (values - low) / (high - low) * LEVELS
        hole = np.isnan(values)
        places = np.clip(np.nan_to_num(places, nan=0.0), 0, LEVELS - 1)
        return np.where(hole, HOLE, places.astype(np.int64))


def settle_scale(
    need: Range,
    kept: Range | None,
    fit: Callable[[Range], Range],
    grow: Callable[[Range, Range], Range] = grow_linear,
) -> Range:
    """Return the ends of a scale: the kept ones while they serve, else grown or fitted ones."""
    need = max(need[0], -LARGEST), min(need[1], LARGEST)
    if kept is not None and not kept[1] - kept[0] > NARROWEST:
        kept = None
    return settle(need, kept, fit, grow)


def fit_shades(need: Range) -> Range:
    """Run exactly over the values: a picture that stands still uses every shade."""
    return need


def grow_shades(need: Range, kept: Range) -> Range:
    """Run over both in round tenths: shades that move reach little further than they must."""
    low, high = min(need[0], kept[0]), max(need[1], kept[1])
    step = nice_step((min(high, LARGEST) - max(low, -LARGEST)) / 10)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def settle_around(centre: float, reach: float, kept: Range | None) -> Range:
    """Return ends at the same round distance, at least `reach`, on both sides of `centre`."""
    if kept is not None and kept[0] < centre:
        room = kept[1] - centre
        if reach <= room * (1 + 1e-9) and reach * 4 >= room:
            return kept
    if not reach > NARROWEST:
        return centre - 1.0, centre + 1.0
    step = nice_step(min(reach, LARGEST) / 5)
    far = math.ceil(reach / step - 1e-9) * step
    return centre - far, centre + far


def settle_log(need: Range, kept: Range | None) -> Range:
    """Return the positive ends of a logarithmic scale, settled in log10."""
    if not 0 < need[0] < need[1] or kept is None or not 0 < kept[0] < kept[1]:
        return need
    exponents = float(np.log10(kept[0])), float(np.log10(kept[1]))
    wanted = float(np.log10(need[0])), float(np.log10(need[1]))
    settled = settle_scale(wanted, exponents, fit_shades, grow_shades)
    if settled in (exponents, wanted):  # as they are: a power of the logarithm is not exact
        return kept if settled == exponents else need
    return max(10.0 ** settled[0], 5e-324), 10.0 ** min(settled[1], 308)
