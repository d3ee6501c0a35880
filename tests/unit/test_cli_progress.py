"""The commands about what is remembered: progress, plan, journal, review --json."""

import json
import time
from datetime import date, timedelta

import pytest
from stores import DAY, answer
from tiny_lessons import call, refusal

from tutor.study.attempts import Attempts
from tutor.study.cards import Deck, Key
from tutor.study.plan import PlanStore
from tutor.study.progress import Progress

LESSON = "gradient-descent"


@pytest.fixture
def learner():
    """Someone who has begun the first lesson some days ago."""
    progress, now = Progress(), time.time()
    progress.visit(LESSON, 2)
    progress.answer(LESSON, "just-past-the-edge", "explodes", True, {}, 3)
    deck, attempts = Deck(progress.store), Attempts(progress.store)
    answer(deck, Key(LESSON, "number", "edge"), True, now=now - 3 * DAY)
    attempts.checked(LESSON, "gradient-step", "x", False, seconds=1, now=now)
    attempts.hint(LESSON, "gradient-step", now=now)
    attempts.checked(LESSON, "gradient-step", "y", True, seconds=1, now=now)
    progress.close()


def test_progress_tells_path_predictions_exercises_reviews_and_plan(learner, capsys):
    shown = call(capsys, "progress")
    assert (shown.code, shown.err) == (0, "")
    text = " ".join(shown.out.split())
    for part in (
        "Lessons: 0 of",
        "gradient-descent Roll downhill begun",
        "Sure: right 1 of 1 time.",
        "gradient_step passed 2 checks, 1 hint",
        "descend open",
        "4 cards are due: mlpath-tutor review.",  # one is due, three are new
        "None yet: mlpath-tutor plan --hours 5 makes one.",
    ):
        assert part in text


def test_progress_is_one_json_object(learner, capsys):
    call(capsys, "plan", "--hours", "5")
    content = json.loads(call(capsys, "progress", "--json").out)
    assert set(content) == {"lessons", "calibration", "exercises", "review", "plan", "warning"}
    lesson = next(lesson for lesson in content["lessons"] if lesson["id"] == LESSON)
    assert lesson["state"] == "started"
    assert content["calibration"]["levels"][2] == {
        "confidence": 3, "count": 1, "right": 1, "stated": 0.95,
    }  # fmt: skip
    step = next(e for e in content["exercises"] if e["exercise"] == "gradient-step")
    assert step == {
        "lesson": LESSON, "exercise": "gradient-step", "function": "gradient_step",
        "passed": True, "gave_up": False, "checks": 2, "hints": 1,
    }  # fmt: skip
    assert content["review"]["due"] == 4
    assert content["plan"]["hours_a_week"] == 5.0
    assert content["warning"] is None


def test_a_new_learner_has_a_progress_too(capsys):
    text = call(capsys, "progress").out
    assert "No prediction with a confidence yet." in text
    assert "Cards come from the questions at the end of a lesson." in text


def test_what_is_due_is_listed_as_json_without_being_asked(learner, capsys):
    content = json.loads(call(capsys, "review", "--json").out)
    first = content["due"][0]
    assert (first["lesson"], first["kind"], first["item"]) == (LESSON, "number", "edge")
    assert first["ask"].startswith("A loss has curvatures 1, 4 and 25.")
    assert (content["answered_today"], content["waiting"]) == (0, 0)
    again = json.loads(call(capsys, "review", "--json").out)
    assert [card["item"] for card in again["due"]] == [card["item"] for card in content["due"]]


def test_the_journal_is_printed(learner, capsys):
    text = call(capsys, "journal").out
    assert text.startswith("# Journal\n")
    assert "You predicted “It blows up” (sure), and it did." in text
    assert "passed `gradient_step`" in text


def test_without_a_plan_one_is_offered_and_none_is_kept(capsys):
    text = call(capsys, "plan").out
    assert text.startswith("There is no plan yet. At 5 hours a week from today")
    assert json.loads(call(capsys, "plan", "--json").out) is None
    progress = Progress()
    assert PlanStore(progress.store).read() is None
    progress.close()


def test_a_plan_is_made_kept_and_changed_in_part(capsys):
    start = date.today() - timedelta(days=30)
    text = call(capsys, "plan", "--start", start.isoformat(), "--hours", "4").out
    assert "4 hours a week." in text
    assert "You are 30 days behind it" in text
    content = json.loads(call(capsys, "plan", "--hours", "2.5", "--json").out)
    assert (content["start"], content["hours_a_week"]) == (start.isoformat(), 2.5)
    assert [month["month"] for month in content["months"]] == list(range(13))
    assert content["months"][0]["planned"] == start.isoformat()
    assert content["months"][0]["now"] == date.today().isoformat()
    assert call(capsys, "plan").out.count("\n") > 15


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", "1.2.2027"], "'1.2.2027' is no date; write it as 2027-01-31"),
        (["--start", "1850-01-01"], "give one from 2000 to 2099"),
        (["--hours", "many"], "--hours 'many' is no number"),
        (["--hours", "0"], "0 hours a week is no plan; give 0.5 to 60"),
        (["--hours", "nan"], "give 0.5 to 60"),
    ],
)
def test_a_plan_that_cannot_be_is_one_line(capsys, arguments, said):
    assert said in refusal(call(capsys, "plan", *arguments))
    progress = Progress()
    assert PlanStore(progress.store).read() is None
    progress.close()


def test_progress_that_cannot_be_kept_is_said_beside_the_answer(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPATH_HOME", str(tmp_path / "file" / "home"))
    shown = call(capsys, "progress")
    assert shown.code == 0
    assert "Lessons: 0 of" in shown.out
    assert shown.err.count("Progress is not kept") == 1
    assert "Progress is not kept" in json.loads(call(capsys, "progress", "--json").out)["warning"]
