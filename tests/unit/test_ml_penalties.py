"""Penalty balls: every point of a rim pays the same, and known shapes come out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tutor.ml.penalties import penalty, rim

coordinates = st.floats(-3, 3).map(lambda x: round(x, 3))
strengths = st.sampled_from([(0.0, 1.0), (1.0, 0.0), (0.5, 0.5), (1e-4, 0.0), (0.0, 1e3)])


@given(coordinates, coordinates, strengths)
def test_every_point_of_the_rim_pays_what_the_pair_pays(first, second, strength):
    w = np.array([first, second])
    paid = penalty(w, *strength)
    assert_allclose([penalty(point, *strength) for point in rim(w, *strength)], paid, atol=1e-12)


@given(coordinates, coordinates, strengths)
def test_the_rim_begins_and_ends_at_the_pair(first, second, strength):
    curve = rim(np.array([first, second]), *strength)
    assert_allclose(curve[[0, -1]], [[first, second]] * 2, atol=1e-9)


def test_squares_make_a_circle_and_sizes_a_diamond():
    w = np.array([3.0, 4.0])
    assert_allclose(np.linalg.norm(rim(w, 0.0, 2.0), axis=1), 5.0)
    assert_allclose(np.abs(rim(w, 2.0, 0.0)).sum(axis=1), 7.0)


def test_both_make_something_in_between():
    reach = np.linalg.norm(rim(np.array([1.0, 0.0]), 0.5, 0.5, n_points=9), axis=1)
    diagonal = reach[1]  # at 45°, where the circle has 1 and the diamond the root of a half
    assert np.sqrt(0.5) < diagonal < 1.0


def test_nothing_paid_is_the_point_zero():
    assert (rim(np.zeros(2), 1.0, 0.0) == 0.0).all()
