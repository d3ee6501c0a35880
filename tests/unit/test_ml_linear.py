"""Least squares and ridge, against NumPy, scikit-learn, torch's gradient and closed forms."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression, Ridge

from tutor.ml import linear

X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
Y = np.array([1.0, 2.0, 3.5])
seeds = st.integers(0, 10_000)


def table(seed, n=20, d=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) * rng.uniform(0.1, 10.0, size=d), rng.normal(size=n)


def test_the_golden_values_of_the_course():
    assert_allclose(linear.least_squares(X, Y), [7 / 6, 13 / 6])
    assert_allclose(linear.ridge(X, Y, 1.0), [1.0, 1.5])


@given(seeds)
def test_the_gradient_is_torchs(seed):
    A, y = table(seed)
    w = torch.tensor(np.random.default_rng(seed).normal(size=4), requires_grad=True)
    ((torch.tensor(A) @ w - torch.tensor(y)) ** 2).mean().backward()
    assert_allclose(linear.mse_gradient(A, y, w.detach().numpy()), w.grad.numpy(), rtol=1e-9)


@given(seeds)
def test_the_curvatures_are_the_eigenvalues_of_the_hessian(seed):
    A, y = table(seed)
    hessian = torch.autograd.functional.hessian(
        lambda w: ((torch.tensor(A) @ w - torch.tensor(y)) ** 2).mean(),
        torch.zeros(4, dtype=torch.float64),
    )
    wanted = np.linalg.eigvalsh(hessian.numpy())[::-1]
    assert_allclose(linear.curvatures(A), wanted, rtol=1e-8)
    assert linear.condition_number(A) == pytest.approx(wanted[0] / wanted[-1])


@given(st.floats(0.0, 0.999))
def test_two_standardized_columns_have_condition_one_plus_rho_over_one_minus_rho(rho):
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.normal(size=(50, 2)))[0] * np.sqrt(50)
    A = np.stack([Q[:, 0], rho * Q[:, 0] + np.sqrt(1 - rho**2) * Q[:, 1]], axis=1)
    assert_allclose(linear.curvatures(A), [2 * (1 + rho), 2 * (1 - rho)], rtol=1e-9)


def test_a_column_that_repeats_has_an_endless_condition():
    assert linear.condition_number(np.array([[1.0, 1.0], [0.0, 0.0]])) == np.inf


@given(seeds)
def test_least_squares_is_scikit_learns(seed):
    A, y = table(seed)
    wanted = LinearRegression(fit_intercept=False).fit(A, y).coef_
    assert_allclose(linear.least_squares(A, y), wanted, atol=1e-9)


@pytest.mark.parametrize(("n", "d"), [(3, 6), (1, 1), (6, 6)])
def test_it_is_numpys_answer_for_tables_of_any_shape(n, d):
    A, y = table(1, n, d)
    assert_allclose(linear.least_squares(A, y), np.linalg.lstsq(A, y)[0], rtol=1e-9)


def test_of_equal_columns_each_gets_half():
    A, y = table(2, d=2)
    twins = np.column_stack([A, A[:, 1]])
    alone = linear.least_squares(A, y)
    assert_allclose(linear.least_squares(twins, y), [alone[0], alone[1] / 2, alone[1] / 2])


@given(seeds, st.floats(1e-3, 1e3))
def test_ridge_is_scikit_learns(seed, alpha):
    A, y = table(seed)
    wanted = Ridge(alpha=alpha, fit_intercept=False, solver="svd").fit(A, y).coef_
    assert_allclose(linear.ridge(A, y, alpha), wanted, atol=1e-8)


@given(seeds, st.floats(1e-3, 1e3))
def test_ridge_keeps_its_share_of_least_squares_in_each_direction(seed, alpha):
    A, y = table(seed)
    directions = np.linalg.svd(A, full_matrices=False)[2]
    kept = linear.shrink_factors(A, alpha) * (directions @ linear.least_squares(A, y))
    assert_allclose(directions @ linear.ridge(A, y, alpha), kept, atol=1e-9)
