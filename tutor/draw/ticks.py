"""Ticks: the few round numbers written on an axis, in steps of 1, 2 or 5 times a power of ten."""

from __future__ import annotations

import math

from tutor.draw.glyphs import length
from tutor.draw.numbers import number

Tick = tuple[float, str]
"""Where (in the axis' own units: log10 on a log axis) and what is written there."""

SMALLEST = 1e-300
"""Narrower ranges have no round numbers a float could hold."""


def nice_step(size: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50, … (and 0.5, 0.2, …) that is at least `size`."""
    power = math.floor(math.log10(size))
    for factor in (1, 2, 5):
        step = _times_power(factor, power)
        if step >= size * (1 - 1e-9):
            return step
    return _times_power(1, power + 1)


def linear_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return at most `most` + 1 ticks from `low` to `high`."""
    if most < 1 or not SMALLEST < high - low < math.inf:
        return []
    step = nice_step((high - low) / most)
    if step < 16 * math.ulp(max(abs(low), abs(high))):  # the ticks would be one and the same float
        return []
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    values = [count * step for count in range(first, last + 1)]
    return [(value, _label(value, step)) for value in values]


def decade_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return at most `most` + 1 ticks at powers of ten; `low`, `high` and places are log10."""
    if most < 1 or not high > low:
        return []
    stride = max(1, math.ceil((high - low) / most))
    first, last = math.ceil(low / stride - 1e-6), math.floor(high / stride + 1e-6)
    return [(count * stride, _decade(count * stride)) for count in range(first, last + 1)]


def fit_labels(
    ticks: list[Tick], columns: list[int], left: int, right: int
) -> list[tuple[int, str]]:
    """Centre each label on its column within left..right-1; return [] where two would touch."""
    placed: list[tuple[int, str]] = []
    end = left
    for (_, label), column in zip(ticks, columns, strict=True):
        size = length(label)
        start = max(left, min(column - (size - 1) // 2, right - size))
        if start < end or size > right - left:
            return []
        placed.append((start, label))
        end = start + size + 2
    return placed


def _times_power(factor: int, power: int) -> float:
    # 5e-324 / 10 is 0 and 10.0**309 raises: text to float does neither wrong
    return min(float(f"{factor}e{power}"), 1e308) or 5e-324


def _label(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(value) < step / 2:
        return "0"
    return f"{value:.{decimals}f}" if decimals <= 4 and abs(value) < 1e5 else number(value)


def _decade(power: int) -> str:
    return f"{10.0**power:g}" if -2 <= power <= 3 else f"1e{power}"
