"""Review in plain text, with a real grader behind the code cards."""

import time

import pytest
from plain_lessons import talk_of, write_fall
from stores import DAY, answer

from tutor.plain.reviewing import Reviewing
from tutor.study import catalog
from tutor.study.attempts import Attempts
from tutor.study.cards import REWRITE_AFTER, Deck, Key

QUESTION = Key("fall", "number", "q")
CODE = Key("fall", "code", "halve")
CASE = """
[[exercise.case]]
args = [8.0]
want = 4.0
"""
RIGHT = "def halve(x):\n    return x / 2\n"


@pytest.fixture
def course(tmp_path):
    folder = write_fall(tmp_path / "course")
    text = (folder / "lesson.toml").read_text()
    (folder / "lesson.toml").write_text(text.replace("\n[[quiz]]", f"{CASE}\n[[quiz]]"))
    return tmp_path / "course"


@pytest.fixture
def review(course, progress):
    """A function that reviews, types lines, and returns what was said."""

    def run(*lines):
        talk, out = talk_of(lines)
        Reviewing(progress, catalog.lessons(course), talk).go(time.time())
        return " ".join(out.getvalue().split())

    return run


@pytest.fixture
def due(progress):
    """A question that is due now."""
    answer(Deck(progress.store), QUESTION, True, now=time.time() - 3 * DAY)


@pytest.fixture
def rewrite(progress):
    """An exercise that was passed three weeks ago."""
    then = time.time() - REWRITE_AFTER - 60
    source = "def halve(x):\n    return x * 0.5\n"
    Attempts(progress.store).checked("fall", "halve", source, True, seconds=1, now=then)


def test_nothing_due_is_said_with_when_something_will_be(review, progress):
    assert review() == (
        "Nothing is due today. Cards come from the questions at the end of a lesson."
    )
    answer(Deck(progress.store), QUESTION, True, now=time.time())
    assert review() == "Nothing is due today. The next card is due in 2 days."


def test_a_card_is_asked_and_its_answer_kept(review, due, progress):
    said = review("2")
    assert "1 card to review." in said
    assert "Card 1 of 1. A fall, month 1. What is half of 4?" in said
    assert "✓ 2. 2 + 2 is 4." in said
    assert "1 of 1 right at the first try." in said
    assert Deck(progress.store).answers()[-1].place == "review"
    assert review().startswith("You have reviewed today's cards. The next card is due in ")


@pytest.mark.parametrize("way", [(), ("quit",), ("skip",)])
def test_a_card_that_is_left_is_still_to_review(review, due, way):
    said = review(*way)
    assert "None answered." in said
    assert "1 card still to review: mlpath-tutor review" in said


def test_a_command_that_review_does_not_have_is_answered_with_those_it_has(review, due):
    said = review("figure 1", "help", "", "quit")
    assert "In review, skip leaves a card for later" not in said  # it is no number, which is said
    assert "Type a number, such as" in said
    assert said.count("skip leaves a card for later") == 1


def test_a_function_is_written_again_and_checked(review, rewrite, tmp_path, progress):
    mine = tmp_path / "mine.py"
    mine.write_text(RIGHT)
    said = review("nothing.py", "figure 1", str(mine))
    assert "Write it again, without looking: def halve(x): Return half of x." in said
    assert "There is no file nothing.py." in said
    assert "In review, skip leaves a card for later" in said
    assert "✓ It passes every check." in said
    newest = Deck(progress.store).answers()[-1]
    assert (newest.key, newest.given, newest.correct) == (CODE, "mine.py", True)
    assert Attempts(progress.store).passed_source("fall", "halve").source == RIGHT


def test_a_wrong_function_is_told_and_what_passed_before_is_shown(review, rewrite, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text("def halve(x):\n    return x\n")
    said = review(str(mine), str(mine))
    assert said.count("✗") == 2
    assert "One more try" in said
    assert "What you wrote, and passed with, on" in said
    assert "return x * 0.5" in said
    assert "0 of 1 right" in said


@pytest.mark.parametrize("content", [b"\xff\xfe", b"def halve(x:"])
def test_a_file_that_is_no_program_is_answered_in_words(review, rewrite, tmp_path, content):
    mine = tmp_path / "mine.py"
    mine.write_bytes(content)
    said = review(str(mine), "skip")
    assert "cannot be read" in said or "✗" in said


def test_the_seconds_of_a_card_are_those_it_took(review, due, progress):
    review("2")
    assert 0 <= Deck(progress.store).answers()[-1].seconds < 60
