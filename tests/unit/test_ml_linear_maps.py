"""Linear maps of the plane: against NumPy's linear algebra, and against what can be drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import linear_maps

HALVES = st.integers(-8, 8).map(lambda n: n / 4)
MATRICES = st.lists(HALVES, min_size=4, max_size=4).map(lambda x: np.array(x).reshape(2, 2))
ARROWS = st.lists(HALVES, min_size=2, max_size=2).map(np.array)
DEGREES = st.floats(0.0, 360.0)


@given(MATRICES)
def test_determinant_and_rank_are_numpys(W):
    assert linear_maps.determinant(W) == pytest.approx(np.linalg.det(W), abs=1e-12)
    assert linear_maps.rank(W) == np.linalg.matrix_rank(W)


@given(MATRICES, DEGREES)
def test_a_turn_changes_neither_determinant_nor_rank(W, degrees):
    turn = linear_maps.rotation(degrees)
    for turned in (turn @ W, W @ turn):
        assert linear_maps.determinant(turned) == pytest.approx(linear_maps.determinant(W))
        assert linear_maps.rank(turned) == linear_maps.rank(W)


@given(DEGREES, DEGREES)
def test_two_turns_are_the_turn_by_their_sum(first, second):
    product = linear_maps.rotation(first) @ linear_maps.rotation(second)
    np.testing.assert_allclose(product, linear_maps.rotation(first + second), atol=1e-13)


def test_quarter_turns_are_exact():
    assert linear_maps.rotation(90.0).tolist() == [[0.0, -1.0], [1.0, 0.0]]
    assert linear_maps.rotation(180.0).tolist() == [[-1.0, 0.0], [0.0, -1.0]]
    assert str(linear_maps.rotation(0.0).tolist()) == "[[1.0, 0.0], [0.0, 1.0]]"


@given(DEGREES, DEGREES, st.floats(0.1, 10.0), st.floats(0.1, 10.0))
def test_the_angle_is_the_one_that_the_arrows_were_turned_by(first, second, length, other):
    u = length * linear_maps.rotation(first)[:, 0]
    v = other * linear_maps.rotation(second)[:, 0]
    between = abs(first - second)
    between = min(between, 360.0 - between)
    assert linear_maps.angle(u, v) == pytest.approx(between, abs=1e-5)
    assert linear_maps.cosine(u, v) == pytest.approx(np.cos(np.radians(between)), abs=1e-12)


@given(ARROWS)
def test_an_arrow_without_length_makes_no_angle(v):
    nothing = np.zeros(2)
    assert linear_maps.cosine(nothing, v) is None
    assert linear_maps.angle(v, nothing) is None


@given(MATRICES)
def test_the_square_covers_as_much_as_the_determinant_says(W):
    side = np.linspace(-4.5, 4.5, 301)
    points = np.array([axis.ravel() for axis in np.meshgrid(side, side)])
    area = linear_maps.covers(W, points).mean() * 9.0**2
    assert area == pytest.approx(abs(linear_maps.determinant(W)), abs=0.6)


def test_random_arrows_in_768_dimensions_are_nearly_at_a_right_angle():
    u, v = np.random.default_rng(0).normal(size=(2, 4000, 768))
    cosines = [linear_maps.cosine(*pair) for pair in zip(u, v, strict=True)]
    assert np.std(cosines) == pytest.approx(1 / np.sqrt(768), rel=0.05)
    assert f"{1 / np.sqrt(768):.3f}" == "0.036"
