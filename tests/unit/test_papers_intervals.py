"""Student's and Wilson's intervals: equal to scipy's, and right as often as they say."""

from math import inf, isinf, sqrt

import numpy as np
import pytest
from scipy import stats

from tutor.lab.papers.intervals import mean_interval, share_interval


@pytest.mark.parametrize("count", [2, 3, 10, 31])
def test_the_mean_has_students_interval(count):
    values = np.random.default_rng(count).normal(size=count)
    low, high = stats.t.interval(0.95, count - 1, values.mean(), values.std(ddof=1) / sqrt(count))
    assert mean_interval(list(values)) == pytest.approx((low, high), rel=1e-12)


def test_one_number_has_no_interval():
    assert mean_interval([3.0]) == (-inf, inf)
    assert isinf(mean_interval([3.0]).width)


@pytest.mark.parametrize(("successes", "count"), [(0, 1), (1, 1), (3, 7), (7, 7), (15, 20)])
def test_a_share_has_wilsons_interval(successes, count):
    wanted = stats.binomtest(successes, count).proportion_ci(method="wilson")
    found = share_interval(successes, count)
    assert found == pytest.approx((wanted.low, wanted.high), abs=1e-12)
    assert 0.0 <= found.low <= successes / count <= found.high <= 1.0


def test_the_interval_of_a_mean_covers_it_95_times_of_100():
    rng, runs = np.random.default_rng(0), 4000
    draws = rng.normal(7.0, 3.0, size=(runs, 4)).tolist()
    inside = sum(low <= 7.0 <= high for low, high in map(mean_interval, draws))
    # three standard errors of a share of 0.95
    assert abs(inside / runs - 0.95) < 3 * sqrt(0.95 * 0.05 / runs)


@pytest.mark.parametrize("share", [0.3, 0.75])
def test_wilsons_interval_covers_about_95_times_of_100(share):
    n = 20
    chance = stats.binom.pmf(np.arange(n + 1), n, share)
    covers = [low <= share <= high for low, high in (share_interval(k, n) for k in range(n + 1))]
    assert chance @ covers == pytest.approx(0.95, abs=0.03)  # exact: a sum over all outcomes
