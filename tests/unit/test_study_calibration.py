"""Calibration: what the counts and the score are, and what is said about them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.study.calibration import STATED, Calibration, Level, calibrate, in_words
from tutor.study.progress import Answer


def answers(*made):
    """Predictions, one after another: (confidence, correct)."""
    return [Answer("l", f"p{n}", "a", right, {}, sure, n) for n, (sure, right) in enumerate(made)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.booleans()), min_size=1))
def test_the_score_is_briers_mean_square(made):
    wanted = sum((STATED[sure] - right) ** 2 for sure, right in made) / len(made)
    assert calibrate(answers(*made)).score == pytest.approx(wanted)


def test_only_the_first_prediction_of_a_name_with_a_confidence_counts():
    made = [
        Answer("l", "p", "a", False, {}, 3, 1.0),
        Answer("l", "p", "b", True, {}, 3, 2.0),
        Answer("m", "p", "b", True, {}, 3, 3.0),
        Answer("l", "q", "b", True, {}, None, 4.0),
    ]
    assert calibrate(made).levels[2] == Level(3, 2, 1)


def test_no_prediction_is_said_and_scores_nothing():
    empty = calibrate([])
    assert empty.score is None
    assert in_words(empty) == ["No prediction with a confidence yet."]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (Level(3, 20, 10), "Sure: right 10 of 20 times (50%), less often than the 95%"),
        (Level(1, 20, 18), "A guess: right 18 of 20 times (90%), more often than the 40%"),
        (Level(2, 20, 13), "Likely: right 13 of 20 times (65%), which fits the 70%"),
        (Level(3, 4, 0), "Sure: right 0 of 4 times."),
        (Level(3, 1, 1), "Sure: right 1 of 1 time."),
    ],
)
def test_a_confidence_is_judged_when_there_is_enough_of_it(level, said):
    (first, _) = in_words(Calibration((level,), 0.2))
    assert first.startswith(said)


def test_the_score_is_set_beside_saying_half_each_time():
    good = in_words(calibrate(answers(*[(3, True)] * 6)))[-1]
    bad = in_words(calibrate(answers(*[(3, False)] * 6)))[-1]
    assert good == "Score 0.00 (0 is perfect): better than saying 50% each time, 0.25."
    assert bad == "Score 0.90 (0 is perfect): no better than saying 50% each time, 0.25."
    assert in_words(calibrate(answers((3, True))))[-1].endswith("too few predictions to mean much.")
