import numpy as np
import pytest

from tutor.draw import DARK, LIGHT, draw
from tutor.draw.canvas import Canvas
from tutor.draw.palette import MONO
from tutor.draw.picture import GREYS
from tutor.engine.panels import Picture

RNG = np.random.default_rng(4)
DIGIT = RNG.random((28, 28))


def greys(canvas: Canvas) -> np.ndarray:
    """The colour of every half cell, (2 height, width)."""
    upper = np.where(canvas.glyph == " ", canvas.back, canvas.fore)
    return np.stack((upper, canvas.back), axis=1).reshape(-1, canvas.width)


def origin(canvas: Canvas) -> tuple[int, int]:
    """The half row and the column of the image's first dot."""
    spot = canvas.locate(0, 0)
    return spot.row * 2, spot.column


def expected(values: np.ndarray) -> np.ndarray:
    return np.array(GREYS)[np.minimum((values * 16).astype(int), 15)]


def test_the_greys_are_grey_and_run_from_black_to_white():
    assert (GREYS[0], GREYS[15]) == (0x000000, 0xFFFFFF)
    assert all(grey >> 16 == grey >> 8 & 255 == grey & 255 for grey in GREYS)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_every_dot_is_one_column_and_half_a_row_in_its_own_grey(palette):
    canvas = draw(Picture("p", DIGIT), 58, 16, palette)
    top, left = origin(canvas)
    assert (greys(canvas)[top : top + 28, left : left + 28] == expected(DIGIT)).all()


@pytest.mark.parametrize(("size", "scale"), [((100, 30), 2), ((58, 16), 1), ((90, 46), 3)])
def test_a_small_image_grows_by_a_whole_number_alike_in_both_directions(size, scale):
    canvas = draw(Picture("p", DIGIT), *size, DARK)
    top, left = origin(canvas)
    large = np.kron(expected(DIGIT), np.ones((scale, scale), int))
    assert (greys(canvas)[top : top + len(large), left : left + len(large)] == large).all()


def test_a_large_image_is_the_means_of_square_blocks_and_says_so():
    canvas = draw(Picture("p", DIGIT), 36, 8, DARK)
    top, left = origin(canvas)
    means = DIGIT.reshape(14, 2, 14, 2).mean(axis=(1, 3))
    assert (greys(canvas)[top : top + 14, left : left + 14] == expected(means)).all()
    assert "mean of 2 x 2" in canvas.lines()[-1]


def test_the_image_is_in_the_middle():
    canvas = draw(Picture("p", np.ones((4, 4))), 31, 17, DARK)
    rows, columns = np.nonzero(np.isin(canvas.back, GREYS))
    assert abs(columns.min() - (30 - columns.max())) <= 1
    assert abs(rows.min() - (16 - rows.max())) <= 2  # the note has the last row


def test_a_frame_is_drawn_only_where_the_image_needs_no_cell_of_it():
    framed = draw(Picture("p", DIGIT), 58, 17, DARK)
    assert "┌" + "─" * 28 + "┐" in framed.lines()[0]
    bare = draw(Picture("p", DIGIT), 28, 14, DARK)
    assert (greys(bare) == expected(DIGIT)).all()


def test_values_outside_are_clipped_and_counted():
    values = np.array([[-1.0, 0.5], [2.0, np.inf]])
    canvas = draw(Picture("p", values), 40, 9, DARK)
    assert "3 values outside 0..1" in canvas.lines()[-1]
    top, left = origin(canvas)
    spot = canvas.locate(0, 1)
    assert greys(canvas)[top, left] == GREYS[0]
    assert greys(canvas)[top + 2 * spot.height, left] == GREYS[15]


def test_no_note_where_all_is_seen():
    assert not draw(Picture("p", DIGIT), 58, 16, DARK).lines()[-1].strip()


def test_an_unknown_dot_is_a_question_mark_in_its_place_and_counted():
    values = DIGIT.copy()
    values[10, 20] = np.nan
    canvas = draw(Picture("p", values), 58, 16, DARK)
    spot = canvas.locate(10, 20)
    assert np.argwhere(canvas.glyph == "?").tolist() == [[spot.row, spot.column]]
    assert "1 not a number" in canvas.lines()[-1]


def test_without_colours_white_is_dense_and_black_is_empty():
    ladder = np.repeat(np.linspace(0, 1, 20)[None], 2, axis=0)
    canvas = draw(Picture("p", ladder), 20, 2, MONO)
    spot = canvas.locate(0, 0)
    order = [MONO.shades.index(glyph) for glyph in canvas.glyph[spot.row]]
    assert order == sorted(order)
    assert (order[0], order[-1]) == (0, len(MONO.shades) - 1)


def test_a_dot_is_where_locate_says():
    values = np.zeros((28, 28))
    values[5, 9] = 1
    for size in ((58, 16), (100, 30), (90, 46)):
        canvas = draw(Picture("p", values), *size, DARK)
        spot = canvas.locate(5, 9)
        white = (canvas.back == 0xFFFFFF) | ((canvas.fore == 0xFFFFFF) & (canvas.glyph == "▀"))
        rows, columns = np.nonzero(white)
        assert (rows.min(), columns.min()) == (spot.row, spot.column)
        assert rows.max() - rows.min() + 1 == spot.height
        assert columns.max() - columns.min() + 1 == spot.width
    assert canvas.locate(28, 0) is None
    assert canvas.locate(0, -1) is None
