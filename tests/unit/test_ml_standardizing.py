"""Standardizing, against scikit-learn's scaler and against NumPy's correlation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sklearn.preprocessing import StandardScaler

from tutor.ml.standardizing import centred, correlated, standardized

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 3)) * [1.0, 100.0, 0.01] + [5.0, -3.0, 0.0]


def test_standardized_columns_are_those_of_scikit_learn():
    assert_allclose(standardized(X), StandardScaler().fit_transform(X))


def test_a_constant_column_becomes_zero():
    assert (standardized(np.full((4, 1), 7.0)) == 0.0).all()


def test_centred_columns_keep_their_unit():
    assert_allclose(centred(X), X - X.mean(axis=0))


@given(st.floats(-1.0, 1.0))
def test_a_turned_column_correlates_as_asked(rho):
    turned = correlated(X[:, 0], X[:, 1], rho)
    assert turned.mean() == pytest.approx(0.0, abs=1e-12)
    assert turned.std() == pytest.approx(1.0)
    assert np.corrcoef(X[:, 0], turned)[0, 1] == pytest.approx(rho, abs=1e-9)


def test_at_its_own_correlation_a_column_comes_back():
    own = np.corrcoef(X[:, 0], X[:, 1])[0, 1]
    assert_allclose(correlated(X[:, 0], X[:, 1], own), standardized(X[:, 1]), atol=1e-9)


def test_at_one_it_is_the_other_column_exactly():
    assert (correlated(X[:, 0], X[:, 1], 1.0) == standardized(X[:, 0])).all()
