"""Predictions: what is said when a choice meets an outcome."""

import pytest

from tutor.study.predictions import Choice, Prediction, judge

SETTLES = Choice("settles", "It falls", "It overshoots less each time.")
EXPLODES = Choice("explodes", "It blows up", "Each step lands farther out.")
QUESTION = Prediction("edge", "What?", {"lr": 0.21}, 60, "fate", "explodes", (SETTLES, EXPLODES))


def test_a_right_choice_is_answered_by_its_own_sentence():
    verdict = judge(QUESTION, "explodes", "explodes")
    assert verdict.correct
    assert verdict.sentence == EXPLODES.say


def test_a_wrong_choice_gets_its_reason_and_then_what_happened():
    verdict = judge(QUESTION, "settles", "explodes")
    assert not verdict.correct
    assert verdict.sentence == (
        "It overshoots less each time. What happened: It blows up. Each step lands farther out."
    )


def test_the_run_decides_and_not_the_author():
    assert judge(QUESTION, "settles", "settles").correct


def test_an_outcome_that_nobody_offered_is_told_as_it_is():
    verdict = judge(QUESTION, "settles", "stays")
    assert not verdict.correct
    assert verdict.sentence == "The run did something that was not on offer: it stays."


def test_a_choice_that_is_not_offered_is_an_error_that_lists_them():
    with pytest.raises(ValueError, match="no choice 'melts': edge offers settles, explodes"):
        judge(QUESTION, "melts", "explodes")
