"""Where a number lies among other seeds: intervals that cover, p-values that are exact."""

from math import inf, sqrt

import numpy as np
import pytest
from scipy import stats

from tutor.lab.seeds.placing import (
    CANNOT_TELL,
    INSIDE,
    OUTSIDE,
    place,
    rank_p,
    seeds_for_claim,
    spread_of,
)
from tutor.lab.seeds.power import seeds_to_see

EXPERIMENTS = 3000
DRAWS = {
    "normal": lambda rng, shape: rng.normal(3.0, 0.1, shape),
    "skewed": lambda rng, shape: rng.exponential(1.0, shape),
}


def experiments(draw, count):
    """A row an experiment: `count` seeds, and one more run."""
    return DRAWS[draw](np.random.default_rng(1), (EXPERIMENTS, count + 1))


def four_errors(p):
    """Four standard errors of a share that is p."""
    return 4 * sqrt(p * (1 - p) / EXPERIMENTS)


def test_the_mean_interval_is_scipys():
    values = [0.31, 0.35, 0.29, 0.4, 0.33]
    spread = spread_of(values)
    low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert spread.mean_interval == pytest.approx((low, high), rel=1e-12)
    assert spread.sd == pytest.approx(np.std(values, ddof=1), rel=1e-14)


@pytest.mark.parametrize("count", [3, 5, 12])
def test_the_95_percent_intervals_cover_95_percent(count):
    spreads = [(spread_of(row[:-1]), row[-1]) for row in experiments("normal", count)]
    of_mean = np.mean([s.mean_interval[0] <= 3.0 <= s.mean_interval[1] for s, _ in spreads])
    of_next = np.mean([s.next_interval[0] <= y <= s.next_interval[1] for s, y in spreads])
    assert abs(of_mean - 0.95) < four_errors(0.95)
    assert abs(of_next - 0.95) < four_errors(0.95)


@pytest.mark.parametrize("draw", DRAWS)
def test_the_rank_p_value_is_exact_whatever_the_seeds_are_drawn_from(draw):
    p = np.array([rank_p(row[:-1], row[-1]) for row in experiments(draw, 9)])
    for k in range(1, 11):  # with 9 seeds it is one of 1/10, 2/10, … with equal chances
        assert abs(np.mean(p <= k / 10 + 1e-9) - k / 10) <= four_errors(k / 10)


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("count", [19, 30])
def test_outside_is_wrong_five_times_in_a_hundred_at_most(draw, count):
    verdicts = [place(row[:-1], row[-1]).verdict for row in experiments(draw, count)]
    assert verdicts.count(OUTSIDE) / EXPERIMENTS <= 0.05 + four_errors(0.05)
    assert CANNOT_TELL not in verdicts


def test_a_claim_at_five_percent_needs_19_seeds_and_at_one_percent_99():
    assert seeds_for_claim(0.05) == 19
    assert seeds_for_claim(0.01) == 99
    eighteen, nineteen = np.linspace(0, 1, 18), np.linspace(0, 1, 19)
    assert rank_p(nineteen, 50.0) == 1 / 20
    assert place(nineteen, 50.0).verdict == OUTSIDE
    assert rank_p(eighteen, 50.0) == 1 / 19
    told = place(eighteen, 50.0)
    assert told.verdict == CANNOT_TELL
    assert "their smallest possible p is 1/19, and a claim at 5% needs 19 seeds" in told.why


def test_a_number_between_the_seeds_is_inside_however_few_they_are():
    assert place([1.0, 2.0], 1.5).verdict == INSIDE
    assert place([1.0, 2.0], 2.5).verdict == CANNOT_TELL


def test_with_many_seeds_the_second_most_extreme_can_still_be_outside():
    values = [*np.linspace(-1, 1, 98), 40.0]
    assert rank_p(values, 30.0) == 2 / 100
    assert place(values, 30.0).verdict == OUTSIDE


def test_one_seed_shows_no_spread():
    told = place([1.0], 1.0)
    assert (told.verdict, told.spread, told.t_p) == (CANNOT_TELL, None, None)


def test_where_nothing_is_drawn_one_other_number_is_enough():
    assert place([0.1, 0.1], 0.1, draws_nothing=True).verdict == INSIDE
    assert place([0.1, 0.1], np.nextafter(0.1, 1), draws_nothing=True).verdict == OUTSIDE
    assert place([0.1234, 0.1234], 0.12, True, resolution=0.005).verdict == INSIDE
    assert place([0.1234, 0.1234], 0.13, True, resolution=0.005).verdict == OUTSIDE


def test_equal_numbers_have_exactly_no_spread_and_huge_ones_do_not_overflow():
    assert spread_of([0.1] * 7).sd == 0.0
    assert spread_of([1e300, -1e300]).sd == pytest.approx(sqrt(2) * 1e300)
    assert 0 < rank_p([1e308, -1e308], 1e308) <= 1


def test_an_infinite_number_is_refused():
    with pytest.raises(ValueError, match="expected finite numbers"):
        spread_of([1.0, inf])


@pytest.mark.parametrize("ratio", [0.3, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("paired", [False, True])
def test_the_seeds_needed_are_those_of_the_noncentral_t_within_one(ratio, paired):
    def power(n):
        df = n - 1 if paired else 2 * n - 2
        shift = ratio * sqrt(n if paired else n / 2)
        t = stats.t.ppf(0.975, df)
        return stats.nct.sf(t, df, shift) + stats.nct.cdf(-t, df, shift)

    exact = next(n for n in range(2, 1000) if power(n) >= 0.8)
    assert abs(seeds_to_see(ratio, 1.0, paired=paired) - exact) <= 1


def test_no_number_of_seeds_shows_a_difference_of_nothing():
    assert seeds_to_see(0.0, 1.0) == inf
    assert seeds_to_see(1.0, 0.0) == 2
    with pytest.raises(ValueError, match="expected sd >= 0"):
        seeds_to_see(1.0, -1.0)
