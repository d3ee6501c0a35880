"""The closed forms of a quadratic bowl, against eigenvalues and against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from tutor.ml import quadratic

steps = st.floats(0.0, 2.5)
momenta = st.floats(0.0, 0.99)
curvature_lists = st.lists(st.floats(0.05, 100.0), min_size=1, max_size=5)


def heavy_ball(curvatures, w, lr, momentum, n):
    """Polyak's method as two updates with a velocity: another way to write it than the module's."""
    velocity = np.zeros_like(w)
    for _ in range(n):
        velocity = momentum * velocity - lr * curvatures * w
        w = w + velocity
    return w


def companion_roots(curvature, lr, momentum):
    """The eigenvalues of the matrix that moves (w_t, w_{t-1}) to (w_{t+1}, w_t)."""
    return np.linalg.eigvals([[1 + momentum - lr * curvature, -momentum], [1.0, 0.0]])


def test_the_gradient_is_the_slope_of_the_value():
    curvatures, w, h = np.array([1.0, 10.0, 3.0]), np.array([0.3, -2.0, 1.0]), 1e-5
    measured = [
        (quadratic.value(curvatures, w + h * e) - quadratic.value(curvatures, w - h * e)) / (2 * h)
        for e in np.eye(3)
    ]
    assert_allclose(quadratic.gradient(curvatures, w), measured, rtol=1e-8)


def test_the_edge_is_exactly_two_over_lambda_max():
    curvatures = np.array([1.0, 4.0, 25.0])
    assert quadratic.largest_stable_step(curvatures) == 2 / 25


def test_momentum_raises_the_edge_by_one_plus_beta():
    edge = quadratic.largest_stable_step(np.array([1.0, 10.0]), momentum=0.9)
    assert edge == pytest.approx(0.38, rel=1e-15)


@given(curvature_lists, momenta)
def test_brute_force_settles_below_the_edge_and_grows_above_it(curvatures, momentum):
    axes = np.array(curvatures)
    edge = quadratic.largest_stable_step(axes, momentum)
    start = np.ones_like(axes)
    steep = np.argmax(axes)
    assert abs(heavy_ball(axes, start, 0.9 * edge, momentum, 3000)[steep]) < 1e-2
    assert abs(heavy_ball(axes, start, 1.1 * edge, momentum, 500)[steep]) > 1e2


@given(st.floats(0.05, 100.0), steps, momenta)
def test_a_factor_has_the_modulus_of_the_largest_companion_eigenvalue(curvature, lr, momentum):
    roots = companion_roots(curvature, lr, momentum)
    factor = quadratic.factors(np.array([curvature]), lr, momentum)[0]
    # a double root is known to half the digits only
    assert_allclose(abs(factor), np.abs(roots).max(), rtol=1e-6, atol=1e-7)


@given(st.floats(0.05, 100.0), steps, momenta)
def test_a_real_factor_is_itself_a_root_with_its_sign(curvature, lr, momentum):
    axis = np.array([curvature])
    z = quadratic.factors(axis, lr, momentum)[0]
    residual = z * z - (1 + momentum - lr * curvature) * z + momentum
    if not quadratic.turns(axis, lr, momentum)[0]:
        assert abs(residual) <= 1e-12 * max(1.0, z * z)


@given(curvature_lists, steps)
def test_without_momentum_a_factor_is_one_minus_step_times_curvature(curvatures, lr):
    axes = np.array(curvatures)
    assert_allclose(quadratic.factors(axes, lr), 1 - lr * axes, rtol=1e-12, atol=1e-14)
    assert not quadratic.turns(axes, lr).any()


def test_a_turning_axis_shrinks_by_the_root_of_the_momentum():
    axes = np.array([1.0, 10.0])
    assert quadratic.turns(axes, 0.21, 0.9).tolist() == [True, True]
    assert_allclose(quadratic.factors(axes, 0.21, 0.9), np.sqrt([0.9, 0.9]))


def test_a_thousand_brute_force_steps_shrink_at_the_rate_the_factors_say():
    axes = np.array([1.0, 10.0])
    for lr, momentum in ((0.05, 0.0), (0.15, 0.0), (0.02, 0.3), (0.3, 0.6)):
        early = np.abs(heavy_ball(axes, np.ones(2), lr, momentum, 100))
        late = np.abs(heavy_ball(axes, np.ones(2), lr, momentum, 400))
        rate = (late / early) ** (1 / 300)
        assert_allclose(rate, np.abs(quadratic.factors(axes, lr, momentum)), rtol=0.02)


@given(st.lists(st.floats(0.1, 100.0), min_size=2, max_size=5))
def test_no_other_step_beats_the_best_plain_step(curvatures):
    axes = np.array(curvatures)
    lr, momentum, rate = quadratic.best_plain(axes)
    assert momentum == 0.0
    assert_allclose(np.abs(1 - lr * axes).max(), rate, atol=1e-9)
    grid = np.linspace(0, quadratic.largest_stable_step(axes), 200)
    assert min(np.abs(1 - eta * axes).max() for eta in grid) >= rate - 1e-9


def test_no_pair_on_a_grid_beats_the_best_heavy_ball():
    axes = np.array([1.0, 100.0])
    lr, momentum, rate = quadratic.best_heavy_ball(axes)
    assert rate == pytest.approx(9 / 11)
    assert_allclose(np.abs(quadratic.factors(axes, lr, momentum)).max(), rate, atol=1e-6)
    worst = [
        np.abs(quadratic.factors(axes, eta, beta)).max()
        for eta in np.linspace(0.001, 0.04, 60)
        for beta in np.linspace(0.0, 0.99, 60)
    ]
    assert min(worst) >= rate - 1e-9


def test_a_millionth_takes_691_plain_steps_and_69_with_the_best_heavy_ball():
    axes = np.array([1.0, 100.0])

    def needed(rate):
        return np.log(1e-6) / np.log(rate)

    assert round(needed(quadratic.best_plain(axes).rate)) == 691
    assert round(needed(quadratic.best_heavy_ball(axes).rate)) == 69
