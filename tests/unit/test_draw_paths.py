"""Several paths on one map: each with its colour, its mark and its place in words."""

import numpy as np
import pytest

from tutor.draw import DARK, describe, draw
from tutor.draw.contrast import series_on
from tutor.draw.palette import MONO
from tutor.engine import Field
from tutor.engine.wire import pack, unpack
from tutor.plain.values import values

GRID = np.add.outer(np.linspace(0, 1, 20), np.linspace(0, 2, 20))


def race(**paths):
    return Field("race", GRID, (0.0, 4.0), (0.0, 1.0), paths=paths)


def ink(index):
    return series_on(DARK.sequential, DARK)[index]


LEFT, RIGHT = np.array([[0.5, 0.1], [0.5, 0.9]]), np.array([[3.5, 0.9], [3.5, 0.1]])


def test_each_path_has_the_colour_and_the_mark_of_its_line():
    canvas = draw(race(slow=LEFT, fast=RIGHT), 60, 20, DARK)
    half = canvas.width // 2
    assert (canvas.fore[1:, :half] == ink(0)).sum() > 10
    assert (canvas.fore[1:, half:] == ink(1)).sum() > 10
    assert (canvas.fore[1:, half:] == ink(0)).sum() == 0
    assert np.argwhere(canvas.glyph[1:] == "●")[:, 1].max() < half
    assert np.argwhere(canvas.glyph[1:] == "■")[:, 1].min() >= half


def test_the_legend_names_each_path():
    first = draw(race(slow=LEFT, fast=RIGHT), 60, 20, DARK).lines()[0]
    assert "● slow" in first
    assert "■ fast" in first


def test_the_first_path_lies_on_top():
    canvas = draw(race(top=LEFT, below=LEFT), 60, 20, DARK)
    assert (canvas.fore[1:] == ink(0)).any()
    assert not (canvas.fore[1:] == ink(1)).any()
    assert "■" not in "".join(canvas.lines()[1:])


@pytest.mark.parametrize(
    ("end", "sign"), [((9, 0.5), "▶●"), ((-9, 0.5), "◀●"), ((2, 9), "▲●"), ((2, -1e30), "▼●")]
)
def test_a_path_that_left_the_map_has_an_arrow_before_its_mark(end, sign):
    canvas = draw(race(lost=np.array([(2.0, 0.5), end])), 60, 20, DARK)
    assert sign in "\n".join(canvas.lines()[1:])


@pytest.mark.parametrize("width", [1, 3, 12])
def test_a_race_fits_any_size(width):
    for height in (1, 2, 7):
        draw(
            race(lost=np.array([[2.0, 0.5], [9.0, 0.5]]), none=np.zeros((0, 2))),
            width,
            height,
            MONO,
        )


def test_the_description_says_where_each_one_is():
    text = describe(race(slow=LEFT, fast=RIGHT, gone=np.array([[9.0, 9.0]])))
    assert "slow is at (0.5, 0.9)" in text
    assert "fast is at (3.5, 0.1)" in text
    assert "gone is at (9, 9), off the map" in text


def test_plain_mode_lists_the_places_of_each():
    lines = values(race(slow=LEFT, fast=RIGHT))
    assert "slow, step 1: (0.5, 0.9)" in lines
    assert "fast, step 0: (3.5, 0.9)" in lines


def test_a_race_crosses_the_wire():
    back = unpack(pack(race(slow=LEFT))[4:])
    assert (back.paths["slow"] == LEFT).all()
