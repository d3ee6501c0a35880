"""Distances in ulps, against counting the steps of `nextafter`."""

import numpy as np
import pytest

from tutor.ml.ulps import next_up, ulps_apart


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("start", [1.0, -1.0, 0.75, -1e-30, 0.0, -0.0, 5.0])
def test_so_many_steps_up_are_so_many_ulps(dtype, start):
    here = there = np.array([start], dtype)
    for steps in range(6):
        assert ulps_apart(here, there) == ulps_apart(there, here) == steps
        there = next_up(there)


def test_the_steps_are_counted_across_zero_too():
    tiny = np.nextafter(0.0, 1.0)
    assert ulps_apart(np.array([-2 * tiny]), np.array([3 * tiny])) == 5
    assert ulps_apart(np.array([0.0]), np.array([-0.0])) == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_between_one_and_two_lie_all_the_mantissas(dtype):
    one, two = np.array(1.0, dtype), np.array(2.0, dtype)
    assert ulps_apart(one, two) == 2.0 ** np.finfo(dtype).nmant


def test_the_farthest_two_numbers_are_twice_the_largest_apart():
    largest = np.finfo(np.float64).max
    both = ulps_apart(np.array([-largest]), np.array([largest]))
    assert both == 2.0 * ulps_apart(np.array([0.0]), np.array([largest])) > 2.0**63


def test_the_worst_element_counts_and_nothing_is_no_distance():
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    b = a.copy()
    b[1, 0] = next_up(next_up(b[1, 0]))
    b[0, 1] = next_up(b[0, 1])
    assert ulps_apart(a, b) == 2
    assert ulps_apart(np.empty((0, 3)), np.empty((0, 3))) == 0


def test_one_ulp_of_one_is_the_epsilon():
    assert (
        next_up(np.array(1.0)) - 1.0 == np.finfo(np.float64).eps == pytest.approx(2.2e-16, rel=0.01)
    )
