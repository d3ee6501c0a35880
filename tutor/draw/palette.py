"""Palettes: every colour a panel may use, as 0xRRGGBB numbers.

The series colours follow Okabe and Ito: different in lightness as well as hue, so that they can be
told apart with every kind of colour vision. Ramps have 16 levels, not 256: neighbouring cells then
share a colour, and a frame costs a quarter of the bytes. Text in `foreground` is readable on every
level of the ramps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """The colours of one theme. `series` has 6, the ramps 16 from low to high.

    shades: glyphs from light to dense, for a terminal whose colours cannot carry 16 levels; empty
    where they can.
    """

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
    shades: str = ""


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

CONTRAST = Palette(
    background=0x000000,
    foreground=0xFFFFFF,
    muted=0xD0D0D0,
    grid=0x8A8A8A,
    accent=0xFFD700,
    warning=0xFF9A90,
    ghost=0xA0A0A0,
    series=(0x6CC8FF, 0xFFB347, 0x4FE0A8, 0xF0A0D0, 0xFFF27A, 0xFF8C66),
    sequential=ramp((0x000000, 0x16243F, 0x24405F, 0x2E6070)),
    diverging=ramp((0x2C62A8, 0x1A3356, 0x000000, 0x55361A, 0x97521C)),
)

DEFAULT_INK = -1
DENSITY = " .:-=+*#%@"


def own(number: int) -> int:
    """Return colour `number` (0 to 15) of the terminal's own."""
    return -2 - number


SIXTEEN = Palette(
    background=DEFAULT_INK,
    foreground=DEFAULT_INK,
    muted=DEFAULT_INK,
    grid=own(8),
    accent=own(3),
    warning=own(1),
    ghost=own(8),
    series=(own(6), own(3), own(2), own(5), DEFAULT_INK, own(1)),
    sequential=(DEFAULT_INK,) * LEVELS,
    diverging=(DEFAULT_INK,) * LEVELS,
    shades=DENSITY,
)
"""The terminal's own sixteen colours, whatever its user has made of them."""

MONO = Palette(
    background=DEFAULT_INK,
    foreground=DEFAULT_INK,
    muted=DEFAULT_INK,
    grid=DEFAULT_INK,
    accent=DEFAULT_INK,
    warning=DEFAULT_INK,
    ghost=DEFAULT_INK,
    series=(DEFAULT_INK,) * 6,
    sequential=(DEFAULT_INK,) * LEVELS,
    diverging=(DEFAULT_INK,) * LEVELS,
    shades=DENSITY,
)
"""No colour at all: marks, densities and numbers tell everything."""


def in_256(palette: Palette) -> Palette:
    """Return the palette with ramps that stay ramps among the 256 colours of a terminal.

    Their nearest colours would collapse into four or five hues; greys keep ten steps.
    """
    if palette.shades:
        return palette
    dark = palette.background < 0x808080
    greys = [8 + 10 * step for step in range(24)]
    chosen = greys[1:10] if dark else greys[:12:-1]
    return replace(
        palette,
        sequential=_spread([grey << 16 | grey << 8 | grey for grey in chosen]),
        diverging=_spread(_DIVERGING_DARK if dark else _DIVERGING_LIGHT),
    )


def coarse(palette: Palette) -> Palette:
    """Return the palette with half as many different shades: fewer cells change in a frame."""

    def halve(colours: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(colours[level | 1] for level in range(LEVELS))

    return replace(
        palette, sequential=halve(palette.sequential), diverging=halve(palette.diverging)
    )


_DIVERGING_DARK = (0x005FAF, 0x005F87, 0x00005F, 0x121212, 0x121212, 0x5F0000, 0x5F5F00, 0x875F00)
_DIVERGING_LIGHT = (0x5FAFFF, 0x87D7FF, 0xD7FFFF, 0xEEEEEE, 0xEEEEEE, 0xFFFFD7, 0xFFD787, 0xFFAF5F)


def _spread(colours: Sequence[int]) -> tuple[int, ...]:
    return tuple(colours[level * len(colours) // LEVELS] for level in range(LEVELS))
