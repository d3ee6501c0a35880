import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.draw.numbers import number, same_decimals, same_digits
from tutor.draw.ranges import (
    fit_counter,
    fit_decades,
    fit_exact,
    fit_linear,
    grow_counter,
    grow_decades,
    grow_linear,
    settle,
)
from tutor.draw.ticks import decade_ticks, fit_labels, linear_ticks, nice_step


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.05, "0.05"),
        (12.3, "12.3"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333"),
        (1.3e-4, "1.3e-4"),
        (2.2034e-9, "2.2e-9"),
        (50.0, "50"),
        (123456, "123456"),
        (1234567, "1.23e6"),
        (-1.1, "-1.1"),
        (9.99999, "10"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_written_in_its_shortest_honest_form(value: float, text: str):
    assert number(value) == text


@given(st.floats(-1e307, 1e307))
def test_a_written_number_is_within_half_a_percent(value: float):
    assert float(number(value)) == pytest.approx(value, rel=6e-3, abs=1e-320)
    assert len(number(value)) <= 10


def test_values_of_a_kind_have_their_decimal_points_aligned():
    assert same_decimals([0.95, -1.1, 2]) == ["0.95", "-1.10", "2.00"]
    assert same_decimals([1, 20]) == ["1", "20"]
    assert same_decimals([0.5, math.nan]) == ["0.5", "nan"]


def test_values_of_any_size_have_the_same_significant_digits():
    assert same_digits([2.2e-9, 1.3e-4, 13.5]) == ["2.20e-9", "1.30e-4", "13.5"]
    assert same_digits([1, 2, 300]) == ["1", "2", "300"]


def test_steps_are_one_two_or_five_times_a_power_of_ten():
    assert [nice_step(x) for x in (1, 1.1, 2.5, 6, 0.03, 0.5)] == [1, 2, 5, 10, 0.05, 0.5]


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(1, 12))
def test_ticks_lie_in_the_range_and_are_not_too_many(low: float, size: float, most: int):
    ticks = linear_ticks(low, low + size, most)
    assert len(ticks) <= most + 1
    assert all(low - size / 1000 <= place <= low + size * 1.001 for place, _ in ticks)


def test_tick_labels_say_where_the_tick_is():
    assert linear_ticks(-1.5, 1.5, 6) == [
        (-1.5, "-1.5"),
        (-1.0, "-1.0"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (0.5, "0.5"),
        (1.0, "1.0"),
        (1.5, "1.5"),
    ]
    assert [label for _, label in decade_ticks(-9, 3, 4)] == ["1e-9", "1e-6", "1e-3", "1", "1000"]
    assert [label for _, label in decade_ticks(-2, 2, 4)] == ["0.01", "0.1", "1", "10", "100"]


def test_labels_that_would_touch_are_refused():
    ticks = [(0.0, "0"), (1.0, "100")]
    assert fit_labels(ticks, [0, 9], 0, 10) == [(0, "0"), (7, "100")]
    assert fit_labels(ticks, [0, 3], 0, 10) == []


def test_a_range_is_kept_until_the_data_leaves_it():
    assert settle((0, 47), (0, 50), fit_counter, grow_counter) == (0, 50)
    assert settle((0, 51), (0, 50), fit_counter, grow_counter) == (0, 100)
    assert settle((-2.5, 0.5), (-3, 1), fit_decades, grow_decades) == (-3, 1)


def test_a_range_grows_generously():
    assert settle((-3.1, 1), (-3, 1), fit_decades, grow_decades) == (-5, 1)
    low, high = settle((0, 10.1), (0, 10), fit_linear, grow_linear)
    assert low == 0
    assert high >= 12


def test_a_range_shrinks_when_a_quarter_would_do():
    assert settle((0, 3), (0, 1000), fit_counter, grow_counter) == (0, 10)
    assert settle((0, 251), (0, 1000), fit_counter, grow_counter) == (0, 1000)


def test_a_fresh_range_holds_its_data_and_is_not_much_wider():
    assert fit_counter((0, 1001)) == (0, 2000)
    assert fit_linear((0.1, 0.95)) == (0, 1)
    assert fit_linear((7, 7.8)) == pytest.approx((7, 7.8))
    assert fit_decades((-8.7, 0.74)) == (-9, 1)
    assert fit_decades((0, 0)) == (-1, 1)
    assert fit_exact((3, 3)) == (1.5, 4.5)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_a_fitted_range_always_holds_its_data(one: float, two: float):
    need = min(one, two), max(one, two)
    low, high = fit_linear(need)
    slack = 1e-6 * (high - low)
    assert low < high
    assert low - slack <= need[0] <= need[1] <= high + slack
