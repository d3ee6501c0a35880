"""Bayes in odds: against exact fractions, SciPy's logistic function, and people who are counted."""

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from tutor.ml import bayes

SHARES = st.floats(0.001, 0.999)


@given(SHARES)
def test_log_odds_are_scipys_logit(p):
    assert bayes.log_odds(p) == pytest.approx(logit(p), rel=1e-12, abs=1e-12)
    assert bayes.probability(bayes.log_odds(p)) == pytest.approx(p, rel=1e-12)


@given(st.floats(-700.0, 700.0))
def test_a_probability_from_log_odds_is_scipys_expit(z):
    assert bayes.probability(z) == pytest.approx(expit(z), rel=1e-12)


def test_no_log_odds_are_too_large():
    with np.errstate(all="raise", under="ignore"):
        assert (bayes.probability(1e4), bayes.probability(-1e4)) == (1.0, 0.0)


@given(SHARES, SHARES, st.integers(0, 5))
def test_independent_positives_are_worth_the_same_each(hit_rate, false_pos, count):
    ratios = bayes.likelihood_ratios(hit_rate, false_pos, 0.0, count)
    assert ratios == pytest.approx([hit_rate / false_pos] * count)


@given(SHARES, SHARES)
def test_of_fully_dependent_positives_only_the_first_counts(hit_rate, false_pos):
    assert bayes.likelihood_ratios(hit_rate, false_pos, 1.0, 3)[1:] == [1.0, 1.0]


@given(SHARES, st.integers(0, 10), st.integers(1, 5))
def test_the_chance_of_a_row_of_positives_is_summed_over_every_way_to_get_it(rate, tenths, count):
    again, rate = Fraction(tenths, 10), Fraction(rate)
    # each later test repeats a positive, or comes out positive by itself
    whole = rate * sum(
        prod(again if m >> i & 1 else (1 - again) * rate for i in range(count - 1))
        for m in range(2 ** (count - 1))
    )
    assert prod(bayes.repeated_rate(float(rate), tenths / 10, count)) == pytest.approx(float(whole))


@pytest.mark.parametrize("dependence", [0.0, 0.5, 1.0])
def test_the_people_who_are_drawn_have_the_rates(dependence):
    n = 40_000
    rng = np.random.default_rng(3)
    sick, positive = bayes.draw_people(n, 3, 0.3, 0.8, 0.25, dependence, rng)
    assert sick.mean() == pytest.approx(0.3, abs=0.01)
    for group, rate in ((positive[sick], 0.8), (positive[~sick], 0.25)):
        chances = bayes.repeated_rate(rate, dependence, 3)
        for count in (1, 2, 3):
            share = group[:, :count].all(axis=1).mean()
            assert share == pytest.approx(prod(chances[:count]), abs=0.02)
        assert group[:, 2].mean() == pytest.approx(rate, abs=0.02)
