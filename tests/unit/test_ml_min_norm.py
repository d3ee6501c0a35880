"""The least weights that fit best: against the pseudo-inverse, ridge, and descent from zero."""

import numpy as np
import pytest

from tutor.ml.min_norm import min_norm_fit


def problem(n, N):
    rng = np.random.default_rng(n + N)
    return rng.normal(size=(n, N)), rng.normal(size=(n, 3))


@pytest.mark.parametrize("shape", [(20, 5), (5, 20), (7, 7)])
def test_it_is_the_pseudo_inverse_times_the_targets(shape):
    Phi, Y = problem(*shape)
    np.testing.assert_allclose(min_norm_fit(Phi, Y), np.linalg.pinv(Phi) @ Y, atol=1e-9)


def test_with_features_to_spare_it_fits_exactly_and_has_no_part_that_changes_nothing():
    Phi, Y = problem(5, 20)
    W = min_norm_fit(Phi, Y)
    np.testing.assert_allclose(Phi @ W, Y, atol=1e-12)
    null_space = np.linalg.svd(Phi)[2][5:]  # (15, 20)
    np.testing.assert_allclose(null_space @ W, 0.0, atol=1e-12)
    assert np.linalg.norm(W + null_space.T @ np.ones((15, 3))) > np.linalg.norm(W)


@pytest.mark.parametrize("shape", [(20, 5), (5, 20)])
def test_it_is_where_ridge_goes_as_its_penalty_goes_to_zero(shape):
    Phi, Y = problem(*shape)

    def ridge(alpha):
        return np.linalg.solve(Phi.T @ Phi + alpha * np.eye(Phi.shape[1]), Phi.T @ Y)

    off = [np.abs(ridge(alpha) - min_norm_fit(Phi, Y)).max() for alpha in (1e-2, 1e-4, 1e-6)]
    assert off[0] > 50 * off[1] > 50 * 50 * off[2]


def test_descent_from_zero_ends_there():
    Phi, Y = problem(5, 20)
    W = np.zeros((20, 3))
    for _ in range(3000):
        W -= 0.02 * Phi.T @ (Phi @ W - Y)
    np.testing.assert_allclose(W, min_norm_fit(Phi, Y), atol=1e-9)


def test_two_features_that_are_one_share_its_weight():
    Phi = np.array([[1.0, 1.0], [2.0, 2.0]])
    np.testing.assert_allclose(min_norm_fit(Phi, np.array([[4.0], [8.0]])), [[2.0], [2.0]])
