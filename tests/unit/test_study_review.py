"""Review: which cards are asked today, how many, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import DAY, T0, answer

from tutor.study.attempts import Attempts
from tutor.study.cards import REWRITE_AFTER, Deck, Key
from tutor.study.exercises import Exercise
from tutor.study.review import A_DAY, cold, key_of, today, when
from tutor.study.store import Store
from tutor.study.tables import LessonError
from tutor.study.tasks import QuizItem


@dataclass(frozen=True)
class Course:
    """As much of a lesson as review looks at."""

    id: str
    month: int
    quiz: tuple
    exercises: tuple = ()
    title: str = "a lesson"


def items(count):
    return tuple(QuizItem(f"q{n}", "number", "?", 1.0, "!") for n in range(count))


def exercise(name):
    return Exercise(name, name, "t", ("a", "b", "c"), (), (), None, "m", False, 10.0, 1024, None,
                    None)  # fmt: skip


@pytest.fixture
def deck(progress):
    return Deck(progress.store)


def answered(deck, lessons, now=T0, correct=True, **details):
    for lesson in lessons:
        for item in lesson.quiz:
            answer(deck, key_of(lesson, item), correct, now=now, **details)


def test_nothing_is_asked_before_a_quiz_was_answered(deck):
    found = today(deck, [Course("a", 1, items(4))], T0)
    assert (found.questions, found.waiting, found.next_due) == ((), 0, None)
    assert when(None, T0) == "Cards come from the questions at the end of a lesson."


def test_an_item_comes_back_when_it_is_due_and_not_before(deck):
    lesson = Course("a", 1, items(1))
    answered(deck, [lesson])
    before = today(deck, [lesson], T0 + 1.9 * DAY)
    assert before.questions == ()
    assert before.next_due == T0 + 2 * DAY
    (question,) = today(deck, [lesson], T0 + 2 * DAY).questions
    assert (question.key, question.lesson, question.showing) == (
        Key("a", "number", "q0"), lesson, 1,
    )  # fmt: skip


def test_an_item_that_a_lesson_gained_is_asked_after_what_is_due(deck):
    answered(deck, [Course("a", 1, items(2))])
    found = today(deck, [Course("a", 1, items(4))], T0 + 3 * DAY)
    assert [q.key.item for q in found.questions] == ["q0", "q1", "q2", "q3"]
    assert [q.showing for q in found.questions] == [1, 1, 0, 0]


def test_a_card_whose_item_is_gone_is_not_asked(deck):
    answered(deck, [Course("a", 1, items(2)), Course("gone", 1, items(2))])
    found = today(deck, [Course("a", 1, items(1))], T0 + 3 * DAY)
    assert [q.key.item for q in found.questions] == ["q0"]


def test_a_lesson_that_cannot_be_read_hides_no_other(deck):
    class Broken:
        id, month, exercises = "b", 1, ()

        @property
        def quiz(self):
            raise LessonError("broken")

    whole = Course("a", 1, items(1))
    answered(deck, [whole])
    found = today(deck, [Broken(), whole], T0 + 3 * DAY)
    assert [q.key.lesson for q in found.questions] == ["a"]


def test_at_most_twenty_a_day_the_longest_overdue_first_and_the_rest_wait(deck):
    lessons = [Course(name, 1, items(15)) for name in "ab"]
    answered(deck, lessons[1:], now=T0)
    answered(deck, lessons[:1], now=T0 + 3600)
    now = T0 + 5 * DAY
    found = today(deck, lessons, now)
    assert len(found.questions) == A_DAY == 20
    assert sum(q.key.lesson == "b" for q in found.questions) == 15
    assert found.waiting == 10
    for question in found.questions[:7]:
        answer(deck, question.key, True, now=now + 60, place="review")
    found = today(deck, lessons, now + 120)
    assert (len(found.questions), found.answered, found.waiting) == (13, 7, 10)
    for question in found.questions:
        answer(deck, question.key, True, now=now + 180, place="review")
    found = today(deck, lessons, now + 240)
    assert (found.questions, found.answered, found.waiting) == ((), 20, 10)
    assert len(today(deck, lessons, now + DAY).questions) == 10


def test_a_quiz_at_the_end_of_a_lesson_takes_nothing_from_the_days_twenty(deck):
    lessons = [Course("a", 1, items(25))]
    answered(deck, lessons)
    answered(deck, [Course("new", 1, items(4))], now=T0 + 5 * DAY)
    assert len(today(deck, lessons, T0 + 5 * DAY).questions) == 20


def test_a_passed_exercise_is_asked_again_after_three_weeks(deck, progress):
    lesson = Course("a", 1, (), (exercise("step"),))
    Attempts(progress.store).checked("a", "step", "x", True, seconds=1, now=T0)
    assert today(deck, [lesson], T0 + REWRITE_AFTER - 1).questions == ()
    (question,) = today(deck, [lesson], T0 + REWRITE_AFTER).questions
    assert (question.key.kind, question.task) == ("code", lesson.exercises[0])


def test_an_exercise_that_was_not_passed_is_no_card(deck):
    lesson = Course("a", 1, items(1), (exercise("step"),))
    answered(deck, [lesson])
    assert [q.key.kind for q in today(deck, [lesson], T0 + 90 * DAY).questions] == ["number"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), min_size=1, max_size=8))
def test_the_months_are_mixed_as_far_as_they_can_be(months):
    deck = Deck(Store(Path("/dev/null/none")))  # in memory, a new one each time
    lessons = [Course(f"l{n}", month, items(count)) for n, (month, count) in enumerate(months)]
    answered(deck, lessons)
    found = today(deck, lessons, T0 + 5 * DAY)
    order = [q.lesson.month for q in found.questions]
    assert len(order) == min(20, sum(count for _, count in months))
    assert found.waiting == sum(count for _, count in months) - len(order)
    clashes = sum(a == b for a, b in pairwise(order))
    most = max(map(order.count, order))
    assert clashes == max(0, 2 * most - len(order) - 1)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "later today"), (1, "tomorrow"), (2, "in 2 days"), (40, "in 40 days")]
)
def test_the_next_card_is_said_in_days(days, said):
    noon = datetime.fromtimestamp(T0).replace(hour=12).timestamp()
    assert when(noon + days * DAY + 3600, noon) == f"The next card is due {said}."


def test_cold_recall_asks_for_what_is_most_likely_forgotten_of_another_lesson(deck, progress):
    lessons = [Course("here", 1, items(2)), Course("a", 1, items(2), (exercise("step"),))]
    assert cold(deck, lessons, "here", T0) is None
    answered(deck, lessons)
    Attempts(progress.store).checked("a", "step", "x", True, seconds=1, now=T0 - 90 * DAY)
    answer(deck, Key("a", "number", "q0"), True, now=T0 + 2 * DAY)
    question = cold(deck, lessons, "here", T0 + 4 * DAY)
    assert (question.key, question.showing) == (Key("a", "number", "q1"), 1)
    assert cold(deck, lessons[:1], "here", T0 + 4 * DAY) is None


def test_the_same_clock_gives_the_same_list(deck):
    lessons = [Course(f"l{n}", n, items(4)) for n in range(6)]
    answered(deck, lessons)
    assert today(deck, lessons, T0 + 4 * DAY) == today(deck, lessons, T0 + 4 * DAY)
