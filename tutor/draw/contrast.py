"""Contrast: how readable one colour is on another, and colours made readable on a whole ramp."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tutor.draw.palette import Palette, mix

READABLE = 3.0
"""The least contrast of a mark with its ground (WCAG 2 for graphics)."""


def contrast(one: int, two: int) -> float:
    """Return the contrast ratio of two colours 0xRRGGBB after WCAG 2, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=16)
def series_on(grounds: tuple[int, ...], palette: Palette) -> tuple[int, ...]:
    """Return the series colours, moved to the foreground until they are readable on all grounds.

    Where the terminal's own colours serve, nothing is shaded, and they stay as they are.
    """
    if palette.shades:
        return palette.series
    return tuple(_readable(colour, grounds, palette.foreground) for colour in palette.series)


def _readable(colour: int, grounds: Sequence[int], foreground: int) -> int:
    for tenth in range(10):
        mixed = mix(colour, foreground, tenth / 10)
        if min(contrast(mixed, ground) for ground in grounds) >= READABLE:
            return mixed
    return foreground


def _luminance(colour: int) -> float:
    total = 0.0
    for shift, weight in ((16, 0.2126), (8, 0.7152), (0, 0.0722)):
        part = (colour >> shift & 255) / 255
        total += weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return total
