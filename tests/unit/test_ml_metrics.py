"""Measures of error, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearns

from tutor.ml import metrics

PAIRS = {
    metrics.mean_squared_error: sklearns.mean_squared_error,
    metrics.rmse: sklearns.root_mean_squared_error,
    metrics.mae: sklearns.mean_absolute_error,
    metrics.rmsle: sklearns.root_mean_squared_log_error,
    metrics.r2: sklearns.r2_score,
}


@pytest.mark.parametrize("ours", PAIRS, ids=lambda f: f.__name__)
@given(st.integers(0, 10_000))
def test_each_measure_is_scikit_learns(ours, seed):
    y, y_hat = np.random.default_rng(seed).uniform(0.0, 10.0, size=(2, 12))
    assert ours(y, y_hat) == pytest.approx(PAIRS[ours](y, y_hat))


def test_saying_the_average_explains_nothing_and_the_truth_everything():
    y = np.array([1.0, 2.0, 6.0])
    assert metrics.r2(y, np.full(3, 3.0)) == 0.0
    assert metrics.r2(y, y) == 1.0
    assert metrics.r2(y, -y) < 0.0
