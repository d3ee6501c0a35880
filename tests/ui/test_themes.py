"""Themes and palettes are one set of colours, and every word in them can be read."""

import pytest
from textual.color import Color

from tutor.app.look import PALETTES
from tutor.app.themes import MONO, NAMES, TERMINAL, THEMES, theme_for

COLORED = [theme for theme in THEMES if not theme.ansi]
OWN = [theme for theme in THEMES if theme.ansi]


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [c / 255 for c in Color.parse(colour).rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
def test_screen_and_panels_share_their_colours(theme):
    palette = PALETTES[theme.name]
    for name in ("background", "foreground", "accent"):
        assert int(getattr(theme, name)[1:], 16) == getattr(palette, name)
    assert int(theme.error[1:], 16) == palette.warning


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
def test_every_text_colour_has_a_contrast_of_at_least_four_and_a_half(theme):
    texts = ("foreground", "primary", "accent", "error", "success", "warning")
    for name in texts:
        for ground in ("background", "surface", "panel"):
            value = contrast(getattr(theme, name), getattr(theme, ground))
            assert value >= 4.5, (theme.name, name, ground, value)


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_a_theme_of_the_terminals_own_colours_has_no_other(theme):
    named = [getattr(theme, name) for name in ("foreground", "background", "surface", "panel")]
    named += [theme.primary, theme.secondary, theme.accent, theme.warning, theme.error]
    assert all(str(colour).startswith("ansi_") for colour in named)
    palette = PALETTES[theme.name]
    colours = (palette.foreground, palette.accent, *palette.series, *palette.sequential)
    assert all(colour < 0 for colour in colours)
    assert len(palette.shades) >= 8


def test_mono_has_no_colour_at_all():
    palette = PALETTES[MONO]
    assert {palette.accent, palette.warning, palette.ghost, *palette.series} == {-1}


def test_a_terminal_with_few_colours_gets_a_theme_that_needs_no_more():
    for name in NAMES:
        assert theme_for(name, "none") == MONO
        assert theme_for(name, "16") in (TERMINAL, MONO)
    assert theme_for("light", "256") == NAMES["light"]
    assert theme_for("auto", "truecolor") == NAMES["dark"]
