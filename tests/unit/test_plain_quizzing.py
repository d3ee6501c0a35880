"""A quiz item asked as text: tries, sentences, commands in between, and what is kept."""

import pytest
from plain_lessons import talk_of

from tutor.plain.quizzing import Quizzing
from tutor.plain.talk import Ended
from tutor.study.cards import Deck, Key
from tutor.study.predictions import Choice
from tutor.study.tasks import QuizItem

NUMBER = QuizItem("edge", "number", "Below what?", 0.08, "It is 2/25.", tol=0.0005)
CHOICES = tuple(Choice(name, f"the {name}", f"{name.capitalize()}!") for name in ("cat", "dog"))
CHOICE = QuizItem("pet", "choice", "Which one?", "dog", "Dogs bark.", choices=CHOICES)
THREE = QuizItem("pet", "choice", "Which one?", "dog", "Dogs bark.",
                 choices=(*CHOICES, Choice("owl", "the owl", "Owl!")))  # fmt: skip


@pytest.fixture
def put(progress):
    """A function that asks an item, types lines, and returns the result and what was said."""

    def ask(item, *lines):
        talk, out = talk_of(lines)
        obeyed = []
        quizzing = Quizzing(Deck(progress.store), talk, "review", obeyed.append)
        result = quizzing.put(Key("l", item.kind, item.id), item, "1. ")
        return result, out.getvalue(), [order.name for order in obeyed]

    return ask


@pytest.fixture
def kept(progress):
    """A function that returns the answers that were kept."""
    return lambda: [
        (a.given, a.correct, a.attempt, a.rating) for a in Deck(progress.store).answers()
    ]


def test_a_right_answer_is_told_why_and_kept(put, kept):
    result, said, _ = put(NUMBER, "2/25")
    assert result is True
    assert "1. Below what?" in said
    assert "✓ 0.08. It is 2/25." in said
    assert kept() == [("2/25", True, 1, 3)]


def test_a_wrong_answer_has_a_second_try_which_rates_hard(put, kept):
    result, said, _ = put(NUMBER, "0.8", "0.08")
    assert result is False
    assert said.index("✗ The digits are right") < said.index("One more try") < said.index("✓ 0.08")
    assert kept() == [("0.8", False, 1, 1), ("0.08", True, 2, 2)]


def test_after_two_wrong_answers_the_solution_is_shown(put, kept):
    result, said, _ = put(THREE, "1", "3")
    assert result is False
    assert "✗ Cat!" in said
    assert "✗ Owl!" in said
    assert "The answer: the dog. Dog! Dogs bark." in said
    assert [rating for *_, rating in kept()] == [1, 1]


def test_two_choices_have_one_try(put, kept):
    result, said, _ = put(CHOICE, "1")
    assert result is False
    assert "One more try" not in said
    assert "The answer: the dog." in said
    assert kept() == [("cat", False, 1, 1)]


def test_skip_leaves_an_item_and_keeps_nothing(put, kept):
    result, said, _ = put(NUMBER, "skip")
    assert result is None
    assert "Left for later." in said
    assert "0.08" not in said.partition("skip:")[0]
    assert kept() == []


def test_skip_at_the_second_try_shows_the_solution(put, kept):
    result, said, _ = put(NUMBER, "3", "SKIP")
    assert result is False
    assert "The answer is 0.08." in said
    assert len(kept()) == 1


def test_what_is_no_answer_costs_no_try(put, kept):
    typed = ("", "0,08", "8%", "banana", "__import__('os')", "\x1b[A", "9" * 300, "0.08")
    result, said, _ = put(NUMBER, *typed)
    assert result is True
    assert len(kept()) == 1
    assert "Answer the question: type a number, such as 0.7, 7e-1 or 7/10 or skip." in said.replace(
        "\n", " "
    )
    assert "Write a point, as in 0.08" in said
    assert "\x1b" not in said


def test_commands_in_between_are_obeyed(put):
    result, said, obeyed = put(CHOICE, "help", "figure 1", "2")
    assert result is True
    assert obeyed == ["help", "figure"]
    assert said.count("1. Which one?") == 1


def test_an_input_that_ends_keeps_what_was_answered(put, kept):
    with pytest.raises(Ended):
        put(NUMBER, "0.8")
    assert kept() == [("0.8", False, 1, 1)]
