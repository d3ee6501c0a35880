"""Claims: how a number in the text is read, and how exact it has to be."""

import pytest

from tutor.study.claims import read_claims
from tutor.study.tables import LessonError, Table


def claims(tmp_path, **keys):
    data = {"claim": [{"steps": 50, "column": "loss", **keys}]}
    return read_claims(Table(data, tmp_path / "lesson.toml", "", ["claim"]))


@pytest.mark.parametrize(
    ("text", "value", "tol"),
    [
        ("reach {2.2e-9}, two", 2.2e-9, 0.05e-9),
        ("{0.003}", 0.003, 0.0005),
        ("5.0", 5.0, 0.05),
        ("{−0.8} |", -0.8, 0.05),
        ("| {69 000} |", 69000.0, 0.5),
        ("{69\N{NO-BREAK SPACE}000}", 69000.0, 0.5),
        ("{3e-21}", 3e-21, 0.5e-21),
    ],
)
def test_a_number_must_be_right_in_every_digit_that_is_written(tmp_path, text, value, tol):
    (claim,) = claims(tmp_path, text=text)
    assert claim.value == value
    assert claim.tol == pytest.approx(tol)
    assert "{" not in claim.text


def test_a_number_in_words_is_said_beside_them(tmp_path):
    (claim,) = claims(tmp_path, text="sixty  thousand\ntimes", value=60_000, tol=5000)
    assert (claim.text, claim.value, claim.tol) == ("sixty thousand times", 60_000.0, 5000.0)


def test_another_run_is_the_measure_where_a_ratio_is_meant(tmp_path):
    (claim,) = claims(tmp_path, text="{0.8}", over={"lr": 0.18, "steps": 0})
    assert (claim.over, claim.over_steps) == ({"lr": 0.18}, 0)
    (claim,) = claims(tmp_path, text="{0.8}", over={"lr": 0.18})
    assert claim.over_steps == 50


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"text": "a million"}, "no number in braces: 'a million'; add `value`"),
        ({"text": "{1} and {2}"}, "more than one number in braces"),
        ({"text": "{1}", "probe": "fate"}, "give `column` or `probe`"),
        ({"text": "{1}", "steps": -1}, "`steps` is -1"),
        ({"text": "{1}", "over": {"steps": 1.5}}, "`over.steps` must be a whole number"),
        ({"text": "{1}", "set": {"lr": [1]}}, "`set.lr` must be a number"),
        ({"text": "{nan}"}, "no number in braces"),
    ],
)
def test_a_wrong_claim_is_one_sentence(tmp_path, keys, said):
    with pytest.raises(LessonError, match="claim 1: ") as caught:
        claims(tmp_path, **keys)
    assert said in str(caught.value)
