"""Repairs of a column with gaps, against pandas, scikit-learn and what can be shown on paper."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression

from tutor.ml import repairs

SEEDS = st.integers(0, 2**32 - 1)


def columns(seed, n=60, share=0.3):
    """Two columns that go together, the first with gaps, and three groups."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n)
    x = 200.0 + 10.0 * y + 5.0 * rng.normal(size=n)
    x[rng.permutation(n)[: round(share * n)]] = np.nan
    return x, y, [str(name) for name in rng.choice(["a", "b", "c"], n)]


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_estimates_are_those_of_numpy(seed):
    x, y = repairs.drop(*columns(seed)[:2])
    found = repairs.estimates(x, y)
    assert found.mean == pytest.approx(x.mean())
    assert found.sd == pytest.approx(x.std(ddof=1))
    assert found.correlation == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert found.slope == pytest.approx(np.polyfit(x, y, 1)[0])


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_mean_is_filled_as_scikit_learn_fills_it(seed):
    x = columns(seed)[0]
    wanted = SimpleImputer(strategy="mean").fit_transform(x[:, None])[:, 0]
    np.testing.assert_allclose(repairs.with_mean(x), wanted)


@given(SEEDS, st.floats(0.1, 0.8))
@settings(max_examples=20, deadline=None)
def test_the_group_medians_are_those_of_pandas(seed, share):
    x, _, groups = columns(seed, 12, share)
    wanted = pd.Series(x).groupby(pd.Series(groups)).median().dropna().to_dict()
    medians, overall = repairs.group_medians(groups, x), float(np.nanmedian(x))
    assert medians == wanted
    each = pd.Series(x).groupby(pd.Series(groups)).transform("median").fillna(overall)
    filled = repairs.by_group(groups, x, medians, overall)
    np.testing.assert_array_equal(filled, pd.Series(x).fillna(each).to_numpy())


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_regression_without_noise_predicts_as_scikit_learn_does(seed):
    x, y, _ = columns(seed)
    others = np.stack([y, y**2, np.ones(len(y))], axis=1)  # the last says nothing
    seen = ~np.isnan(x)
    wanted = LinearRegression().fit(others[seen], x[seen]).predict(others)
    filled = repairs.with_regression(x, others, np.zeros(len(x)))
    np.testing.assert_allclose(filled[~seen], wanted[~seen])
    np.testing.assert_array_equal(filled[seen], x[seen])


def test_the_noise_is_as_large_as_the_error_of_the_line():
    x, y, _ = columns(0, n=4000)
    seen = ~np.isnan(x)
    still = repairs.with_regression(x, y[:, None], np.zeros(len(x)))
    shaken = repairs.with_regression(x, y[:, None], np.ones(len(x)))
    assert (shaken - still)[~seen] == pytest.approx(np.full((~seen).sum(), 5.0), rel=0.03)


@given(SEEDS, st.sampled_from([0.2, 0.4, 0.6]))
@settings(max_examples=10, deadline=None)
def test_filling_with_the_mean_shrinks_sd_and_correlation_by_one_root_and_no_slope(seed, share):
    x, y, _ = columns(seed, 4000, share)
    before = repairs.estimates(*repairs.drop(x, y))
    after = repairs.estimates(repairs.with_mean(x), y)
    root = repairs.shrinkage(share)
    assert root == pytest.approx((1 - share) ** 0.5)
    assert after.mean == pytest.approx(before.mean)
    assert after.sd / before.sd == pytest.approx(root, rel=1e-3)
    assert after.correlation / before.correlation == pytest.approx(root, rel=0.06)
    assert after.slope == pytest.approx(before.slope)


@given(SEEDS, st.floats(-1e3, 1e3))
@settings(max_examples=20, deadline=None)
def test_beside_a_flag_the_slope_is_the_slope_of_the_rows_that_were_seen(seed, constant):
    x, y, _ = columns(seed)
    missing = np.isnan(x).astype(int)
    slope, weight = repairs.slope_beside_flag(np.where(missing, constant, x), missing, y)
    seen, y_seen = repairs.drop(x, y)
    dropped = repairs.estimates(seen, y_seen)
    assert slope == pytest.approx(dropped.slope, rel=1e-6)
    lift = y[missing == 1].mean() - (y_seen.mean() + dropped.slope * (constant - seen.mean()))
    assert weight == pytest.approx(lift, rel=1e-6, abs=1e-6)


def test_a_column_that_is_constant_where_x_is_known_gets_no_weight():
    x = np.array([1.0, 2.0, 3.0, np.nan])
    others = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0], [1.0, 4.0]])
    assert repairs.with_regression(x, others, np.zeros(4))[3] == pytest.approx(4.0)
