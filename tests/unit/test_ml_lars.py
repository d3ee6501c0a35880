"""LARS and the lasso's path: scikit-learn's at every turn, and what their definitions say."""

import numpy as np
import pytest
from sklearn.linear_model import lars_path

from tutor.ml.lars import equiangular, lars


def problem(seed, n=60, d=7):
    """Correlated columns, centred and of length 1, and answers that some of them explain."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) @ (np.eye(d) + 0.5 * rng.normal(size=(d, d)))
    y = X @ rng.normal(size=d) + rng.normal(size=n)
    X = X - X.mean(axis=0)
    return X / np.linalg.norm(X, axis=0), y - y.mean()


# scikit-learn's own path with seed 6 overshoots, and ends 50 away from least squares
@pytest.mark.parametrize("seed", sorted(set(range(12)) - {6}))
@pytest.mark.parametrize("lasso", [False, True])
def test_the_path_is_scikit_learns(seed, lasso):
    X, y = problem(seed)
    _, _, wanted = lars_path(X, y, method="lasso" if lasso else "lar")
    found = lars(X, y, lasso)
    assert found.w.T.shape == wanted.shape
    np.testing.assert_allclose(found.w.T, wanted, rtol=1e-8, atol=1e-8)


def test_some_of_these_paths_have_a_column_that_leaves():
    assert any(len(lars(*problem(seed), lasso=True).w) > 8 for seed in range(12))


@pytest.mark.parametrize("seed", range(12))
def test_the_path_ends_in_least_squares(seed):
    X, y = problem(seed)
    np.testing.assert_allclose(lars(X, y).w[-1], np.linalg.lstsq(X, y, rcond=None)[0], rtol=1e-9)


def test_all_columns_that_are_in_correlate_alike_and_the_others_less():
    X, y = problem(4)
    path = lars(X, y)
    for k, w in enumerate(path.w[:-1]):
        correlation = np.abs(X.T @ (y - X @ w))
        inside = path.entered[: k + 1]  # the next one has just caught up
        np.testing.assert_allclose(correlation[inside], correlation.max(), rtol=1e-9)


def test_every_turn_of_the_lasso_meets_its_optimality_conditions():
    X, y = problem(5)
    for w in lars(X, y, lasso=True).w:
        correlation = X.T @ (y - X @ w)
        largest = np.abs(correlation).max()
        on = w != 0
        np.testing.assert_allclose(correlation[on], largest * np.sign(w[on]), atol=1e-9)


def test_the_direction_is_a_unit_vector_at_equal_angles():
    A = problem(6)[0][:, :4]
    v, cosine = equiangular(A)
    assert np.linalg.norm(A @ v) == pytest.approx(1.0)
    np.testing.assert_allclose(A.T @ (A @ v), cosine, rtol=1e-12)
