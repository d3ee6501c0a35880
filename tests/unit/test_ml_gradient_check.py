"""The gradient check passes the right gradients, and measures no slope at a kink."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import drawn, measure, worst

from tutor.ml import gradient_check, mlp


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_the_check_passes_the_right_gradient_in_every_number(seed):
    params, X, y = drawn(seed, (5, 4, 6, 3))
    errors = worst(params, X, y, mlp.backward(params, mlp.forward(params, X), y))
    assert max(errors.values()) < 1e-8


def test_a_kink_within_reach_is_passed_over():
    params = {"W1": np.ones((1, 1)), "b1": np.zeros(1), "W2": np.ones((1, 2)), "b2": np.zeros(2)}
    at_the_kink = measure(np.array([[0.0]]), np.array([0]))
    assert gradient_check.slope_at(at_the_kink, params, "b1", (0,)) is None
    beside_it = measure(np.array([[1.0]]), np.array([0]))
    assert gradient_check.slope_at(beside_it, params, "b1", (0,)) is not None
    nothing = {name: np.zeros_like(value) for name, value in params.items()}
    assert gradient_check.worst_error(at_the_kink, params, nothing, "b1", [(0,)]) == 0.0


def test_the_slope_of_a_cubic_is_measured_to_ten_digits():
    def cubic(params):
        return gradient_check.Measured(float((params["w"] ** 3).sum()), np.ones(1))

    params = {"w": np.array([0.5, -2.0])}
    for index, wanted in (((0,), 0.75), ((1,), 12.0)):
        assert gradient_check.slope_at(cubic, params, "w", index) == pytest.approx(wanted, abs=2e-9)
    assert params["w"].tolist() == [0.5, -2.0]


@pytest.mark.parametrize(
    ("a", "n", "error"), [(0.1, 0.3, 0.2), (3.0, 4.0, 0.25), (-2.0, 2.0, 2.0), (5.0, 5.0, 0.0)]
)
def test_the_error_is_absolute_below_one_and_relative_above(a, n, error):
    assert gradient_check.relative_error(a, n) == pytest.approx(error)
