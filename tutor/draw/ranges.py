"""Ranges: from where to where an axis runs, and when it may change.

An axis that follows its data moves every line and label in every frame: unreadable, and 12 to 22
times the bytes. So a range is kept until the data leaves it, then grows generously; it shrinks only
when the data needs less than a quarter of it, as after a restart. A range is (low, high); on a log
axis in log10.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from tutor.draw.ticks import nice_step

Range = tuple[float, float]

LARGEST = 1e300
"""Values beyond it are drawn here, so that no difference overflows."""


def settle(
    need: Range,
    kept: Range | None,
    fit: Callable[[Range], Range],
    grow: Callable[[Range, Range], Range],
) -> Range:
    """Return the kept range while it serves, else a grown one, or a new fit if far too wide."""
    if kept is None or not kept[1] > kept[0]:
        return fit(need)
    if (need[1] - need[0]) * 4 < kept[1] - kept[0]:
        return fit(need)
    if kept[0] <= need[0] and need[1] <= kept[1]:
        return kept
    return grow(need, kept)


def fit_counter(need: Range) -> Range:
    """Run from 0 to the next 1, 2, 5, 10, … with room for ten at least."""
    return 0.0, nice_step(max(need[1], 10.0))


def grow_counter(need: Range, _kept: Range) -> Range:
    """Run to the next 1-2-5 step beyond the data."""
    return fit_counter(need)


def fit_exact(need: Range) -> Range:
    """Run exactly over the data; a single value gets room on both sides."""
    low, high = need
    size = max(abs(low), abs(high))
    if high - low > max(size * 1e-12, 1e-290):
        return low, high
    room = size / 2 if size > 1e-290 else 1.0
    return low - room, high + room


def fit_linear(need: Range) -> Range:
    """Run over the data in round steps, from 0 where 0 is near."""
    low, high = need
    if 0 <= low < high / 2:
        low = 0.0
    elif low / 2 < high <= 0:
        high = 0.0
    return _rounded(fit_exact((low, high)))


def grow_linear(need: Range, kept: Range) -> Range:
    """Extend each side the data left by a quarter of the whole."""
    low, high = min(need[0], kept[0]), max(need[1], kept[1])
    room = (high - low) / 4
    low = low - room if need[0] < kept[0] else low
    high = high + room if need[1] > kept[1] else high
    return _rounded((max(low, -LARGEST), min(high, LARGEST)))


def fit_decades(need: Range) -> Range:
    """Run over whole decades (in log10); at least one."""
    low, high = math.floor(need[0] + 1e-9), math.ceil(need[1] - 1e-9)
    return (low, high) if high > low else (low - 1, high + 1)


def grow_decades(need: Range, kept: Range) -> Range:
    """Extend each side the data left to one decade beyond it."""
    low, high = fit_decades(need)
    low = low - 1 if need[0] < kept[0] else min(low, kept[0])
    high = high + 1 if need[1] > kept[1] else max(high, kept[1])
    return max(low, -323), min(high, 308)


def _rounded(need: Range) -> Range:
    step = nice_step((need[1] - need[0]) / 4)
    return math.floor(need[0] / step + 1e-9) * step, math.ceil(need[1] / step - 1e-9) * step
