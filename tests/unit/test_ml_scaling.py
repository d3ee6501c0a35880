"""Scaling laws: the best split of a budget, against a numerical search and the papers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from tutor.ml.scaling import BESIROGLU_2024, CHINCHILLA, HOFFMANN_2022, sizes

LAWS = [HOFFMANN_2022, BESIROGLU_2024]


@pytest.mark.parametrize("law", LAWS)
@given(st.floats(18.0, 24.0))
def test_the_best_split_is_where_a_search_finds_the_lowest_loss(law, power):
    budget = 10.0**power
    found = minimize_scalar(
        lambda log: law.along(budget, 10.0**log), bounds=(5.0, 14.0), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    best = law.best(budget)
    assert np.log10(best.parameters) == pytest.approx(found.x, abs=1e-4)
    assert best.loss == pytest.approx(found.fun, rel=1e-12)
    assert 6.0 * best.parameters * best.tokens == pytest.approx(budget)


def test_the_printed_constants_do_not_give_the_papers_own_advice_and_the_refit_does():
    printed, again = (law.best(CHINCHILLA) for law in LAWS)
    assert printed.tokens / printed.parameters == pytest.approx(92.6, abs=0.1)
    assert again.tokens / again.parameters == pytest.approx(18.4, abs=0.1)


def test_ten_times_the_budget_is_for_a_model_about_three_times_as_large():
    for law in LAWS:
        assert 2.8 < law.best(1e22).parameters / law.best(1e21).parameters < 3.3


def test_more_of_either_lowers_the_loss_towards_the_texts_own_surprise():
    law = BESIROGLU_2024
    assert law.loss(1e9, 1e10) > law.loss(2e9, 1e10) > law.loss(2e9, 2e10) > law.E
    assert law.loss(1e60, 1e60) == pytest.approx(law.E)


def test_sizes_are_even_in_the_logarithm():
    assert np.ptp(np.diff(np.log10(sizes()))) == pytest.approx(0.0, abs=1e-12)
