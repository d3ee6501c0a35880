"""The bootstrap, against SciPy's and against how often its intervals hold what they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from tutor.ml.bootstrap import paired_bootstrap


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 20), st.integers(2, 300), st.integers(0, 2**32))
def test_the_interval_is_scipys_percentile_interval(n, draws, seed):
    a, b = np.random.default_rng(seed).normal(size=(2, n))
    low, high = paired_bootstrap(a, b, draws, np.random.default_rng(seed))
    wanted = stats.bootstrap(
        (a - b,),
        np.mean,
        n_resamples=draws,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    assert_allclose((low, high), (wanted.low, wanted.high), atol=1e-12)


def test_of_one_pair_the_interval_is_its_difference():
    assert paired_bootstrap(np.array([3.0]), np.array([1.0]), 50, np.random.default_rng(0)) == (
        2,
        2,
    )


def share_that_holds(n, experiments):
    rng = np.random.default_rng(0)
    both = rng.normal(size=(experiments, 1, n))
    pairs = both + rng.normal(size=(experiments, 2, n))
    ends = [paired_bootstrap(a, b, 400, rng) for a, b in pairs]
    return np.mean([low <= 0.0 <= high for low, high in ends])


def test_with_30_pairs_the_interval_holds_the_truth_nearly_as_often_as_it_says():
    assert 0.90 <= share_that_holds(30, 400) <= 0.97


@pytest.mark.parametrize(("n", "least", "most"), [(2, 0.45, 0.55), (5, 0.80, 0.87)])
def test_with_few_pairs_it_does_not(n, least, most):
    assert least < share_that_holds(n, 2000) < most
