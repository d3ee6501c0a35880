"""A world in which the truth is known: do its scores scatter as their formulas say?"""

import numpy as np
import pytest
from scipy import stats

from tutor.ml.two_methods import ACCURACY, DESIGNS, margin, run_sd, scores

GAP, SPREAD, QUESTIONS, SEEDS = 0.01, 0.02, 200, 10_000


def many(design, **changes):
    values = {"gap": GAP, "spread": SPREAD, "n_questions": QUESTIONS, "n_seeds": SEEDS, **changes}
    return scores(**values, design=design, rng=np.random.default_rng(0))


def near(value, n=SEEDS):
    """Within four standard errors of a correlation or of a standard deviation, relatively."""
    return pytest.approx(value, abs=4 / np.sqrt(n))


@pytest.mark.parametrize("design", ["paired", "unpaired"])
def test_the_means_are_the_true_accuracies_and_the_scatter_is_that_of_seed_and_questions(design):
    for measured, truth in zip(many(design), (ACCURACY + GAP / 2, ACCURACY - GAP / 2), strict=True):
        sd = run_sd(truth, SPREAD, QUESTIONS)
        assert measured.mean() == pytest.approx(truth, abs=4 * sd / np.sqrt(SEEDS))
        assert measured.std() / sd == near(1.0)


def test_without_a_spread_the_scatter_is_the_binomials():
    (a, _) = many("paired", spread=0.0, gap=0.0)
    assert a.std() / stats.binom(QUESTIONS, ACCURACY).std() * QUESTIONS == near(1.0)
    assert run_sd(ACCURACY, 0.0, QUESTIONS) * QUESTIONS == pytest.approx(
        stats.binom(QUESTIONS, ACCURACY).std()
    )


@pytest.mark.parametrize(("design", "correlation"), [("paired", 0.5), ("unpaired", 0.0)])
def test_half_of_what_scatters_is_common_to_a_pair_and_nothing_to_runs_apart(design, correlation):
    assert np.corrcoef(many(design))[0, 1] == near(correlation)


def test_pairing_halves_the_variance_of_the_difference():
    paired, apart = (np.subtract(*many(design)).var() for design in ("paired", "unpaired"))
    assert paired / apart == pytest.approx(0.5, abs=0.05)


def test_one_test_set_shifts_all_runs_of_an_experiment_together():
    rng = np.random.default_rng(0)
    shifts = [
        np.subtract(*scores(0.0, 0.0, 450, 3, "one test", rng)) for _ in range(2000)
    ]  # without a spread, the runs of a method cannot differ on one test set
    assert all(np.ptp(shift) < 1e-12 for shift in shifts)
    of_half_the_questions = np.sqrt(ACCURACY * (1 - ACCURACY) / 450)  # 2 methods, each with a half
    assert np.std([shift[0] for shift in shifts]) / of_half_the_questions == near(1.0, 2000)


def test_a_score_is_a_whole_number_of_questions():
    for design in DESIGNS:
        right = many(design, n_seeds=20) * QUESTIONS
        assert np.allclose(right, right.round())


def test_the_margin_holds_a_test_score_in_19_of_20_cases():
    inside = stats.binom(10_000, 0.85)
    half = margin(0.85, 10_000) * 10_000
    assert inside.cdf(8500 + half) - inside.cdf(8500 - half) == pytest.approx(0.95, abs=0.005)
    assert (round(100 * margin(0.98, 450), 1), round(100 * margin(0.98, 10_000), 2)) == (1.3, 0.27)
