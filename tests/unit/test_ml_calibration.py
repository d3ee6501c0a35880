"""Calibration against scikit-learn's curve, and abstention against counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from tutor.ml import abstention, calibration


def answers(seed, n=200):
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    return p, rng.random(n) < p**2  # too sure


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_reliability_is_scikit_learns_calibration_curve(seed, bins):
    p, correct = answers(seed)
    right, sure = calibration_curve(correct, p, n_bins=bins)
    found = calibration.reliability(p, correct, bins)
    np.testing.assert_allclose(found.right, right)
    np.testing.assert_allclose(found.confidence, sure)
    assert found.n.sum() == len(p)
    error = np.sum(found.n / len(p) * np.abs(right - sure))
    assert calibration.calibration_error(p, correct, bins) == pytest.approx(error)


def test_the_last_bin_holds_certainty_and_a_border_belongs_to_the_bin_above():
    assert calibration.places(np.array([0.0, 0.1, 0.5, 0.99, 1.0]), 10).tolist() == [0, 1, 5, 9, 9]


def test_a_model_that_is_right_as_often_as_it_says_has_next_to_no_error():
    rng = np.random.default_rng(0)
    p = rng.random(40_000)
    assert calibration.calibration_error(p, rng.random(40_000) < p, 10) < 0.01
    assert calibration.calibration_error(p, rng.random(40_000) < p**3, 10) > 0.2


@given(st.integers(0, 10_000), st.floats(0.0, 4.0))
def test_the_score_of_a_threshold_is_counted(seed, penalty):
    p, correct = answers(seed, 50)
    thresholds = np.array([0.0, *p[:5], 0.5, 1.0])
    found = abstention.scores(p, correct, penalty, thresholds)
    for threshold, score in zip(thresholds, found, strict=True):
        worth = [
            0.0 if sure < threshold else 1.0 if right else -penalty
            for sure, right in zip(p, correct, strict=True)
        ]
        assert score == pytest.approx(np.mean(worth))


@pytest.mark.parametrize("penalty", [0.0, 0.5, 1.0, 4.0])
def test_for_a_calibrated_model_no_threshold_beats_the_rule(penalty):
    rng = np.random.default_rng(1)
    p = rng.random(200_000)
    correct = rng.random(200_000) < p
    thresholds = np.linspace(0, 1, 101)
    score = abstention.scores(p, correct, penalty, thresholds)
    rule = abstention.scores(p, correct, penalty, np.array([abstention.best_threshold(penalty)]))[0]
    assert score.max() - rule < 2e-3
    assert abs(thresholds[score.argmax()] - abstention.best_threshold(penalty)) < 0.03


def test_scoring_leaves_the_answers_as_they_are():
    p, correct = answers(0)
    kept = p.copy(), correct.copy()
    abstention.scores(p, correct, 1.0, np.array([0.5]))
    assert (p == kept[0]).all()
    assert (correct == kept[1]).all()
