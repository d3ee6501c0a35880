"""Sums in a stated order, against exact fractions rounded after each addition."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.summing import LEFT, ORDERS, PAIRWISE, RIGHT, product, total

FLOATS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def added(a, b):
    """Add exactly, and round once: `float` of a fraction rounds as IEEE 754 does."""
    return float(Fraction(a) + Fraction(b))


def halves_added(numbers):
    """Add the first half to the second, again and again; an odd one out waits at the end."""
    while len(numbers) > 1:
        half = len(numbers) // 2
        waiting = numbers[2 * half :]
        numbers = [added(numbers[i], numbers[half + i]) for i in range(half)] + waiting
    return numbers[0]


def one_after_another(numbers):
    result = numbers[0]
    for number in numbers[1:]:
        result = added(result, number)
    return result


@given(FLOATS)
def test_each_order_rounds_after_each_of_its_additions(numbers):
    terms = np.array(numbers)
    assert total(terms, LEFT) == one_after_another(numbers)
    assert total(terms, RIGHT) == one_after_another(numbers[::-1])
    assert total(terms, PAIRWISE) == halves_added(numbers)


def test_the_sums_of_the_text_depend_on_their_order():
    tenths = np.array([0.1, 0.2, 0.3])
    assert total(tenths, LEFT) == 0.6000000000000001
    assert total(tenths, RIGHT) == 0.6
    assert total(np.array([1e8, 1.0, -1e8], np.float32), LEFT) == 0.0
    assert total(np.array([1e8, 1.0, -1e8]), LEFT) == 1.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", ORDERS)
def test_a_product_is_numpys_up_to_rounding_and_keeps_its_dtype(order, dtype):
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(7, 13)).astype(dtype), rng.normal(size=(13, 5)).astype(dtype)
    found = product(A, B, order)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, A @ B, rtol=0, atol=40 * np.finfo(dtype).eps)
    assert found[3, 2] == total(A[3] * B[:, 2], order)


def test_the_terms_stay_as_they_are():
    terms = np.arange(12.0).reshape(4, 3)
    for order in ORDERS:
        total(terms, order)
    assert (terms == np.arange(12.0).reshape(4, 3)).all()
