"""The lasso by coordinate descent, against scikit-learn and against its own optimality."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.linear_model import ElasticNet, Lasso

from tutor.ml import lasso, linear

seeds = st.integers(0, 10_000)
alphas = st.floats(0.01, 1.0)


def table(seed, n=30, d=5):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) + 0.5 * rng.normal(size=(n, 1))
    return X, X @ np.array([2.0, -1.0, 0.0, 0.0, 0.5]) + rng.normal(size=n)


def test_the_golden_value_of_the_course():
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    found = lasso.lasso(X, np.array([1.0, 2.0, 3.5]), 0.1)
    assert_allclose(found, [16 / 15, 31 / 15])


@given(st.floats(-5, 5), st.floats(0, 3))
def test_the_threshold_is_the_cheapest_weight(x, t):
    w = float(lasso.soft_threshold(x, t))
    others = np.linspace(-6, 6, 4001)

    def cost(v):
        return 0.5 * (v - x) ** 2 + t * np.abs(v)

    assert cost(w) <= cost(others).min() + 1e-12


@given(seeds, alphas)
@settings(max_examples=25)
def test_it_is_scikit_learns_lasso(seed, alpha):
    X, y = table(seed)
    wanted = Lasso(alpha=alpha, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(X, y).coef_
    found = lasso.lasso(X, y, alpha)
    assert_allclose(found, wanted, atol=1e-6)
    assert ((found == 0) == (wanted == 0)).all()


@given(seeds, alphas)
@settings(max_examples=25)
def test_with_both_penalties_it_is_scikit_learns_elastic_net(seed, alpha):
    X, y = table(seed)
    net = ElasticNet(alpha=alpha, l1_ratio=0.5, fit_intercept=False, tol=1e-12, max_iter=100_000)
    found = lasso.lasso(X, y, alpha / 2, alpha / 2)
    assert_allclose(found, net.fit(X, y).coef_, atol=1e-6)


def test_with_squares_only_it_is_ridge():
    X, y = table(3)
    assert_allclose(lasso.lasso(X, y, 0.0, 0.3), linear.ridge(X, y, 30 * 0.3), atol=1e-8)


@given(seeds, alphas)
@settings(max_examples=25)
def test_no_weight_is_pulled_harder_than_alpha_and_one_off_zero_exactly_so(seed, alpha):
    X, y = table(seed)
    w = lasso.lasso(X, y, alpha)
    pull = X.T @ (y - X @ w) / len(y)
    assert (np.abs(pull) <= alpha + 1e-8).all()
    assert_allclose(pull[w != 0], alpha * np.sign(w[w != 0]), atol=1e-7)


@given(seeds, alphas)
@settings(max_examples=25)
def test_a_sweep_never_raises_the_objective(seed, alpha):
    X, y = table(seed)
    w = np.random.default_rng(seed).normal(size=5)
    before = lasso.objective(X, y, w, alpha, 0.2)
    after = lasso.objective(X, y, lasso.sweep(X, y, w, alpha, 0.2), alpha, 0.2)
    assert after <= before + 1e-12


def test_a_sweep_leaves_its_start_alone():
    X, y = table(4)
    w = np.ones(5)
    lasso.sweep(X, y, w, 0.1)
    assert (w == 1.0).all()


def test_at_the_largest_alpha_the_first_weight_is_about_to_leave():
    X, y = table(5)
    edge = lasso.largest_alpha(X, y)
    assert (lasso.lasso(X, y, edge * 1.0001) == 0).all()
    assert np.count_nonzero(lasso.lasso(X, y, edge * 0.999)) == 1


def test_a_column_of_zeros_keeps_its_weight():
    X, y = table(6)
    X[:, 2] = 0.0
    assert lasso.lasso(X, y, 0.1)[2] == 0.0


def test_of_equal_columns_the_first_takes_everything():
    X, y = table(7)
    w = lasso.lasso(np.column_stack([X[:, 0], X]), y, 0.1)
    assert abs(w[0]) > 0.1
    assert w[1] == pytest.approx(0.0, abs=1e-12)
