"""Comparing: the distance of two floats, and the first difference of two ledgers."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.edits import Edit
from tutor.engine.ledger import Ledger
from tutor.engine.receipt import Receipt
from tutor.lab.compare import (
    Difference,
    Tolerance,
    different_facts,
    different_inputs,
    first_difference,
    ulps,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)
RECEIPT = Receipt("drift", "c0de", 0, {"lr": 0.1}, (), 3, None, {}, "", {"numpy": "2"})


def ledger(rows, columns=("loss",), states=None, digests=None):
    count = len(rows)
    return Ledger(RECEIPT, list(columns), rows, states or [None] * count, digests or ["00"] * count)


@given(FINITE)
def test_a_float_and_its_neighbour_are_one_ulp_apart(x):
    for way in (math.inf, -math.inf):
        with np.errstate(over="ignore"):
            neighbour = float(np.nextafter(x, way))
        if math.isfinite(neighbour):
            assert ulps(x, neighbour) == ulps(neighbour, x) == 1


@given(FINITE, st.integers(0, 50))
def test_n_steps_of_nextafter_are_n_ulps(x, n):
    y = x
    for _ in range(n):
        y = float(np.nextafter(y, 0.0 if x > 0 else 1.0))
    # at zero nextafter towards zero stands still
    assert ulps(x, y) == n or y == 0.0


@given(FINITE, FINITE, FINITE)
def test_distances_add_up_along_the_line(x, y, z):
    a, b, c = sorted([x, y, z])
    assert ulps(a, c) == ulps(a, b) + ulps(b, c)


@given(FINITE)
def test_a_float_is_nowhere_but_at_its_place(x):
    assert ulps(x, x) == 0
    assert ulps(x, -x) == 2 * ulps(x, 0.0)


def test_the_distance_crosses_zero():
    smallest = float(np.nextafter(0.0, 1.0))
    assert ulps(-smallest, smallest) == 2
    assert ulps(-0.0, smallest) == ulps(0.0, smallest) == 1
    assert ulps(0.0, -0.0) == 0


def test_the_longest_distance_is_exact():
    largest = float(np.finfo(float).max)
    everything = ulps(-largest, largest)
    assert everything == 2 * (0x7FEF_FFFF_FFFF_FFFF)


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_has_no_distance(x):
    assert ulps(x, 1.0) is ulps(1.0, x) is ulps(x, x) is None


def test_equal_ledgers_have_no_difference():
    rows = [[1.0, math.nan], [math.inf, -0.0]]
    assert first_difference(ledger(rows, "ab"), ledger([[*r] for r in rows], "ab")) is None


def test_the_first_step_and_the_first_column_in_it_are_named():
    a = ledger([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "ab")
    b = ledger([[1.0, 2.0], [3.0, 4.5], [9.0, 9.0]], "ab")
    assert first_difference(a, b) == Difference(1, "b", 4.0, 4.5)


def test_the_sign_of_zero_is_a_bit():
    found = first_difference(ledger([[0.0]]), ledger([[-0.0]]))
    assert (found.column, found.ulps) == ("loss", 0)
    assert first_difference(ledger([[0.0]]), ledger([[-0.0]]), Tolerance(0.0, 1e-30)) is None


def test_one_bit_in_a_nan_is_no_difference():
    other = float(np.array([0x7FF8_0000_0000_0001], dtype=np.int64).view(np.float64)[0])
    assert first_difference(ledger([[math.nan]]), ledger([[other]])) is None


def test_a_state_that_differs_under_equal_numbers_is_named():
    a, b = ledger([[1.0], [1.0]], states=["aa", "bb"]), ledger([[1.0], [1.0]], states=["aa", "bc"])
    assert first_difference(a, b) == Difference(1, "state", "bb", "bc")
    assert first_difference(a, b, Tolerance()) is None


def test_a_number_is_named_before_a_state_that_differs_earlier():
    a, b = ledger([[1.0], [1.0]], states=["aa", "bb"]), ledger([[1.0], [2.0]], states=["ab", "bc"])
    assert first_difference(a, b) == Difference(1, "loss", 1.0, 2.0)


def test_digests_speak_last():
    a, b = ledger([[1.0]], digests=["01"]), ledger([[1.0]], digests=["02"])
    assert first_difference(a, b) == Difference(0, "digest", "01", "02")


@pytest.mark.parametrize("tolerance", [None, Tolerance(1e-3, 1e-3)])
def test_a_longer_ledger_differs_only_where_nothing_earlier_does(tolerance):
    short, long = ledger([[1.0]]), ledger([[1.0], [2.0]])
    assert first_difference(short, long, tolerance) == Difference(1, "step", 1, 2)
    other = ledger([[5.0], [2.0]])
    assert first_difference(short, other, tolerance) == Difference(0, "loss", 1.0, 5.0)


def test_columns_are_compared_by_name_and_a_missing_one_is_a_difference():
    a, b = ledger([[1.0, 2.0]], "ab"), ledger([[2.0, 1.0]], "ba")
    assert first_difference(a, b) is None
    assert first_difference(a, ledger([[1.0]], "a")) == Difference(0, "b", 2.0, None)
    assert first_difference(ledger([[1.0]], "a"), a) == Difference(0, "b", None, 2.0)


ANY = st.floats(allow_nan=True, allow_infinity=True)


@given(ANY, ANY, st.floats(0, 1), st.floats(0, 1))
def test_the_tolerance_is_numpys(a, b, rtol, atol):
    found = first_difference(ledger([[a]]), ledger([[b]]), Tolerance(rtol, atol))
    with np.errstate(all="ignore"):
        assert (found is None) == bool(np.isclose(a, b, rtol, atol, equal_nan=True))


def test_different_inputs_are_named_with_both_values():
    other = replace(RECEIPT, seed=1, params={"lr": 0.2, "k": 3}, edits=(Edit(5, "lr", 0.3),))
    assert different_inputs(RECEIPT, other) == [
        ("seed", "0", "1"),
        ("lr", "0.1", "0.2"),
        ("k", "none", "3"),
        ("edits", "none", "5: lr = 0.3"),
    ]
    assert different_inputs(RECEIPT, RECEIPT) == []


def test_facts_that_only_one_side_has_are_named():
    here = {"numpy": "2", "torch": "2.6"}
    assert different_facts({"numpy": "1"}, here) == [
        ("numpy", "1", "2"),
        ("torch", "none", "2.6"),
    ]
