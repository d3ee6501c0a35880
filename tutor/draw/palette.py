"""Palettes: every colour a panel may use, as 0xRRGGBB numbers.

The series colours follow Okabe and Ito: different in lightness as well as hue, so that they can be
told apart with every kind of colour vision. Ramps have 16 levels, not 256: neighbouring cells then
share a colour, and a frame costs a quarter of the bytes. Text in `foreground` is readable on every
level of the ramps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEVELS = 16


def mix(first: int, second: int, share: float) -> int:
    """Return the colour that lies `share` of the way from `first` to `second`."""
    colour = 0
    for shift in (16, 8, 0):
        one, two = first >> shift & 255, second >> shift & 255
        colour |= round(one + (two - one) * share) << shift
    return colour


def ramp(anchors: Sequence[int]) -> tuple[int, ...]:
    """Return 16 colours evenly spaced along the line through `anchors`."""
    colours = []
    for level in range(LEVELS):
        place = level / (LEVELS - 1) * (len(anchors) - 1)
        index = min(int(place), len(anchors) - 2)
        colours.append(mix(anchors[index], anchors[index + 1], place - index))
    return tuple(colours)


@dataclass(frozen=True)
class Palette:
    """The colours of one theme. `series` has 6, the ramps 16 from low to high."""

    background: int
    foreground: int
    muted: int
    grid: int
    accent: int
    warning: int
    ghost: int
    series: tuple[int, ...]
    sequential: tuple[int, ...]
    diverging: tuple[int, ...]


DARK = Palette(
    background=0x10141C,
    foreground=0xE4E8EF,
    muted=0x909BAD,
    grid=0x343E4D,
    accent=0xFFC457,
    warning=0xFF7A70,
    ghost=0x5A6678,
    series=(0x5CB8F0, 0xEA9C2B, 0x35C490, 0xD283B3, 0xF2E56B, 0xEB7C54),
    sequential=ramp((0x141B2D, 0x1B3050, 0x24496B, 0x2C6070)),
    diverging=ramp((0x2C62A8, 0x20395C, 0x1A2029, 0x5A3A1E, 0x97521C)),
)

LIGHT = Palette(
    background=0xFBFAF7,
    foreground=0x1C222C,
    muted=0x5D6675,
    grid=0xD3D8DF,
    accent=0x8F3405,
    warning=0xBE1E2D,
    ghost=0xAEB5C0,
    series=(0x236EB5, 0xB15800, 0x007A55, 0x8A2F7A, 0x4D4400, 0x36166C),
    sequential=ramp((0xF3F5F2, 0xD6E6EC, 0xB4D3E1, 0x93BFD5)),
    diverging=ramp((0x8DB4E2, 0xC7DAEF, 0xF4F3EF, 0xF3D9B8, 0xE3AC6E)),
)
