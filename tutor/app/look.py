"""The look: which palette and which glyphs pictures are drawn with, on this terminal, now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tutor.app import themes
from tutor.draw.abilities import Colors, Glyphs
from tutor.draw.palette import CONTRAST, DARK, LIGHT, MONO, SIXTEEN, Palette, coarse, in_256

PALETTES = {
    themes.DARK: DARK,
    themes.LIGHT: LIGHT,
    themes.CONTRAST: CONTRAST,
    themes.TERMINAL: SIXTEEN,
    themes.MONO: MONO,
}


@dataclass(frozen=True)
class Look:
    """A palette, the glyphs, and how many colours may be written."""

    palette: Palette
    glyphs: Glyphs
    color: Colors
    exact: tuple[int, ...] = ()
    """Colours that are written as they are, though there are fewer: the screen around has them."""


@lru_cache(maxsize=32)  # every picture asks for it in every frame
def look(theme: str, color: Colors, glyphs: Glyphs, quality: int) -> Look:
    """Return the look for a theme; quality 1 has 256 colours at most, 2 half the shades besides."""
    palette = PALETTES[theme]
    exact: tuple[int, ...] = ()
    if color == "truecolor" and quality:
        color, exact = "256", (palette.background, palette.foreground)
    if color == "256":
        palette = in_256(palette)
    return Look(coarse(palette) if quality > 1 else palette, glyphs, color, exact)
