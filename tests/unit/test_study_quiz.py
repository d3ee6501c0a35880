"""Quiz items: what counts as right, what is said to what is wrong, numbers that vary."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.study.arithmetic import evaluate
from tutor.study.lesson import read_lesson
from tutor.study.predictions import Choice
from tutor.study.quiz import Unreadable, judge, read_number, shown, solution, tries
from tutor.study.tables import LessonError
from tutor.study.tasks import QuizItem

EDGE = QuizItem("edge", "number", "Below what?", 0.08, "It is 2/25.", tol=0.0005)
WHY = QuizItem(
    "why",
    "choice",
    "Which one?",
    "ratio",
    "K is lambda_max / lambda_min.",
    choices=(
        Choice("largest", "lambda_max", "It only caps the step."),
        Choice("ratio", "the ratio", "Yes, the condition number."),
        Choice("noise", "the noise", "There is none."),
    ),
)
VARIED = """
[[quiz]]
id = "edge"
kind = "number"
ask = "Curvatures 1, 4 and 25. Below what?"
answer = 0.08
tol = 0.0005
why = "2/25."

[quiz.vary]
ask = "Curvatures {a}, 4 and {k}. Below what?"
answer = "2 / k"
why = "2/{k} = {answer}."
values = { k = [25, 10, 40, 50], a = [1, 2] }
"""


@pytest.mark.parametrize(
    "text", ["0.08", ".08", "8e-2", "8E-2", "2/25", " 0.08 ", "= 0.08", "≈0.0796", "8*10^-2",
             "sqrt(4)/25", "0.0805", "+0.08", "4×2/100"],
)  # fmt: skip
def test_a_number_may_be_written_in_many_ways(text):
    judged = judge(EDGE, text)
    assert judged.correct
    assert judged.given == text.strip()
    assert judged.sentence == "0.08. It is 2/25."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.8", "The digits are right, the point is not"),
        ("8", "The digits are right, the point is not"),
        ("−0.08", "The size is right, the sign is not."),
        ("12.5", "That is the reciprocal"),
        ("0.0806", "That is too large."),
        ("0.0794", "That is too small."),
        ("0", "That is too small."),
    ],
)
def test_a_wrong_number_is_told_how_it_is_wrong_and_not_the_answer(text, said):
    judged = judge(EDGE, text)
    assert not judged.correct
    assert judged.sentence.startswith(said)
    assert "0.08" not in judged.sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,5", "Write a point, as in 1.5"),
        ("0,08", "Write a point, as in 0.08"),
        ("8%", "Write a share as a number from 0 to 1: 5% is 0.05."),
        ("691 steps", "Type the number alone: 691, without steps."),
        ("2.3nats", "Type the number alone: 2.3, without nats."),
        ("", "Type a number, such as 0.7, 7e-1 or 7/10."),
        ("2/0", "That divides by zero."),
        ("about two", "That is not arithmetic."),
        ("nan", "That uses `nan`"),
        ("1e999", "That is too large."),
    ],
)
def test_what_is_no_number_is_answered_in_words_and_not_as_wrong(text, said):
    with pytest.raises(Unreadable) as caught:
        judge(EDGE, text)
    assert str(caught.value).startswith(said)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_number_or_gets_a_sentence(text):
    try:
        said = f"{math.isfinite(read_number(text))}."
    except Unreadable as problem:
        said = str(problem)
    assert said.endswith(".")
    assert said != "False."


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(-1, 1))
def test_within_the_tolerance_is_right_to_its_edge(answer, tol, share):
    item = QuizItem("q", "number", "?", answer, ".", tol=tol)
    assert judge(item, repr(answer + share * tol)).correct


def test_a_choice_is_judged_by_its_name_with_its_own_sentence():
    right, wrong = judge(WHY, "ratio"), judge(WHY, "noise")
    assert (right.correct, right.sentence) == (
        True, "Yes, the condition number. K is lambda_max / lambda_min.",
    )  # fmt: skip
    assert (wrong.correct, wrong.sentence) == (False, "There is none.")
    with pytest.raises(Unreadable, match="There is no choice '3': choose one of largest, ratio"):
        judge(WHY, "3")


def test_the_solution_gives_the_answer_and_why():
    assert solution(EDGE) == "The answer is 0.08. It is 2/25."
    assert solution(WHY).startswith("The answer: the ratio. Yes, the condition number. K is")


def test_two_choices_leave_no_second_try():
    two = QuizItem("q", "choice", "?", "ratio", ".", choices=WHY.choices[:2])
    assert (tries(two), tries(WHY), tries(EDGE)) == (1, 2, 2)


@pytest.fixture
def lesson(tmp_path):
    """A function that writes a lesson with this quiz, and reads it."""

    def write(quiz):
        head = '\n'.join([
            'format = 1', 'id = "l"', 'title = "L"', 'month = 1', 'minutes = 5', 'needs = []',
            'sim = "S"', 'objective = "o"', 'misconception = "m"',
        ])  # fmt: skip
        (tmp_path / "lesson.toml").write_text(head + quiz)
        (tmp_path / "lesson.md").write_text("# L\n")
        (tmp_path / "sim.py").write_text("")
        return read_lesson(tmp_path)

    return write


def test_the_first_showing_is_as_written(lesson):
    (item,) = lesson(VARIED).quiz
    assert shown(item, "l", 0) is item
    assert item.ask == "Curvatures 1, 4 and 25. Below what?"


def test_later_showings_vary_the_numbers_and_their_answers_agree(lesson):
    (item,) = lesson(VARIED).quiz
    seen = set()
    for showing in range(1, 30):
        again = shown(item, "l", showing)
        assert again == shown(item, "l", showing)
        k = next(k for k in (25, 10, 40, 50) if f"and {k}." in again.ask)
        assert again.answer == 2 / k
        assert again.why == f"2/{k} = {2 / k:g}."
        assert "{" not in again.ask + again.why
        seen.add(again.ask)
    assert len(seen) > 4
    assert shown(item, "other", 1).answer in {2 / k for k in (25, 10, 40, 50)}


def test_an_item_without_variation_is_always_itself():
    assert shown(EDGE, "l", 7) is EDGE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2 / k", "2 / m", "`answer`: '2 / m' uses `m`, which is none of k, a"),
        ("2 / k", "2 / (k - 10)", "divides by zero (k = 10, a = 1)"),
        ("2 / k", "3 / k", "no combination of `values` gives the written answer 0.08"),
        ("2 / k", "import os", "is not arithmetic"),
        ("2/{k} =", "2/{q} =", "`why` shows {q}, which `values` does not have"),
        ("{a}, 4 and {k}", "{a}, 4 and {k} or {z}", "`ask` shows {z}"),
        ("{a}, 4", "1, 4", "`ask` does not show {a}, so nobody could know its number"),
        ("a = [1, 2]", "a = [1]", "`values.a` must be a list of two numbers or more"),
        ("a = [1, 2]", "a = 3", "`values.a` must be a list of two numbers or more"),
        ("a = [1, 2]", 'a = [1, "x"]', "`values.a` holds 'x', which is no number"),
        ("a = [1, 2]", "a = [1, nan]", "`values.a` holds nan, which is no number"),
        ("a = [1, 2]", "sqrt = [1, 2]", "`values.sqrt` cannot be a variable's name"),
        ("a = [1, 2]", f"a = {list(range(1, 400))}", "in more than 1000 ways"),
        ("values = {", "valeus = {", "unknown key `valeus`: did you mean `values`?"),
        ("values = { k = [25, 10, 40, 50], a = [1, 2] }", "", "`values` is missing"),
        ('answer = "2 / k"', "", "`answer` is missing"),
    ],
)
def test_a_variation_that_cannot_be_kept_is_refused_by_name(lesson, old, new, said):
    assert VARIED.count(old) == 1
    with pytest.raises(LessonError) as caught:
        lesson(VARIED.replace(old, new))
    assert "quiz 'edge' vary" in str(caught.value)
    assert said in str(caught.value)


def test_only_numbers_vary(lesson):
    quiz = VARIED.replace('kind = "number"', 'kind = "choice"')
    with pytest.raises(LessonError, match="only an item of kind number can have `vary`"):
        lesson(quiz)


def test_every_variation_of_the_real_lessons_has_its_answer():
    from tutor.study import catalog

    for found in catalog.lessons():
        for item in found.quiz:
            for values in item.vary.combinations() if item.vary else ():
                assert math.isfinite(evaluate(item.vary.answer, values))
