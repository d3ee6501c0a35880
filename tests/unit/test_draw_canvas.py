from itertools import combinations

import numpy as np
import pytest

from tutor.draw.canvas import Canvas
from tutor.draw.glyphs import length, pad, shorten
from tutor.draw.palette import DARK, LEVELS, LIGHT, Palette


def test_text_is_cut_at_every_border():
    canvas = Canvas.blank(4, 2)
    canvas.put(0, -2, "abcdef")
    canvas.put(1, 3, "xyz")
    canvas.put(2, 0, "below")
    canvas.put(-1, 0, "above")
    assert canvas.lines() == ["cdef", "   x"]


def test_text_keeps_the_background_unless_it_brings_one():
    canvas = Canvas.blank(3, 1)
    canvas.put(0, 0, "abc", back=7)
    canvas.put(0, 0, "d", 1)
    canvas.put(0, 1, "e", 1, 2)
    assert canvas.back.tolist() == [[7, 2, 7]]


def test_a_wide_character_takes_two_cells_and_is_never_halved():
    canvas = Canvas.blank(4, 3)
    canvas.put(0, 0, "a猫b")
    canvas.put(1, 3, "猫")
    canvas.put(2, -1, "猫b")
    canvas.put(2, 2, "猫")
    canvas.put(2, 3, "c")
    assert [length(line) for line in canvas.lines()] == [4, 4, 4]
    assert canvas.lines() == ["a猫b", "    ", " b c"]


def test_characters_without_a_shape_take_no_cell():
    assert length("e\u0301\u200b\x1b") == 1
    assert shorten("a\nb", 9) == "a·b"


def test_shortened_text_ends_in_an_ellipsis():
    assert shorten("learning", 5) == "lear…"
    assert shorten("learning", 0) == ""
    assert pad("ab", 4) == "ab  "
    assert pad("ab", 4, right=True) == "  ab"


def test_only_changed_rows_are_reported():
    one, two = Canvas.blank(5, 4), Canvas.blank(5, 4)
    two.put(1, 2, "x")
    two.fore[3, 0] = 5
    assert two.rows_changed(one) == [1, 3]
    assert two.rows_changed(two) == []


def test_all_rows_change_with_the_size():
    assert Canvas.blank(5, 3).rows_changed(Canvas.blank(4, 3)) == [0, 1, 2]


def test_runs_join_neighbours_of_equal_colour_and_give_the_row_back():
    canvas = Canvas.blank(6, 1)
    canvas.put(0, 1, "ab", 1)
    canvas.put(0, 3, "c", 1, 2)
    assert list(canvas.runs(0)) == [(" ", -1, -1), ("ab", 1, -1), ("c", 1, 2), ("  ", -1, -1)]
    assert list(Canvas.blank(0, 1).runs(0)) == []


# linear RGB as seen without red or green cones: Machado, Oliveira and Fernandes 2009
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def linear(colour: int) -> np.ndarray:
    channels = np.array([colour >> 16, colour >> 8 & 255, colour & 255]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: int, two: int) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    share = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_text_colours_are_readable_on_the_background(palette: Palette):
    inks = (palette.foreground, palette.muted, palette.accent, palette.warning, *palette.series)
    assert min(contrast(ink, palette.background) for ink in inks) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_text_is_readable_on_every_level_of_the_ramps(palette: Palette):
    levels = (*palette.sequential, *palette.diverging)
    assert min(contrast(palette.foreground, level) for level in levels) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_a_path_stands_out_on_every_level_of_the_map(palette: Palette):
    assert min(contrast(palette.accent, level) for level in palette.sequential) >= 3


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_sequential_ramp_goes_steadily_away_from_the_background(palette: Palette):
    steps = [contrast(level, palette.background) for level in palette.sequential]
    assert len(steps) == len(set(steps)) == LEVELS == len(palette.diverging)
    assert steps == sorted(steps)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_series_can_be_told_apart_with_every_kind_of_colour_vision(palette: Palette, sight: str):
    seen = [lab(SIGHT[sight] @ linear(colour)) for colour in palette.series]
    assert len(seen) == 6
    assert min(np.linalg.norm(one - two) for one, two in combinations(seen, 2)) > 18
