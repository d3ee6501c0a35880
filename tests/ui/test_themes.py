"""Themes and palettes are one set of colours, and every word in them can be read."""

import pytest
from textual.color import Color

from tutor.app.themes import THEMES
from tutor.draw import DARK, LIGHT

PALETTES = {True: DARK, False: LIGHT}


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [c / 255 for c in Color.parse(colour).rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_screen_and_panels_share_their_colours(theme):
    palette = PALETTES[theme.dark]
    for name in ("background", "foreground", "accent"):
        assert int(getattr(theme, name)[1:], 16) == getattr(palette, name)
    assert int(theme.error[1:], 16) == palette.warning


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_colour_has_a_contrast_of_at_least_four_and_a_half(theme):
    texts = ("foreground", "primary", "accent", "error", "success", "warning")
    for name in texts:
        for ground in ("background", "surface", "panel"):
            value = contrast(getattr(theme, name), getattr(theme, ground))
            assert value >= 4.5, (theme.name, name, ground, value)
