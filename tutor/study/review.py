"""Review: which cards to ask today, and in which order.

At most 20 a day. What is due comes first, the longest overdue at the front of the choice, then
items that a lesson has gained since its quiz was answered. The months are mixed, because mixed
practice is what sticks; nothing is drawn by chance, so the same clock gives the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from tutor.study.cards import Card, CardAnswer, Deck, Key, Kind
from tutor.study.coming import how_soon
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.quiz import shown
from tutor.study.tables import LessonError
from tutor.study.tasks import QuizItem

A_DAY = 20
"""Cards a day."""

T = TypeVar("T")
Task = tuple[Lesson, QuizItem | Exercise]


@dataclass(frozen=True)
class Question:
    """A card to ask. task: the quiz item with this showing's numbers, or the exercise to write.

    due: seconds since 1970; that of a new item is now.
    """

    key: Key
    lesson: Lesson
    task: QuizItem | Exercise
    due: float
    showing: int


@dataclass(frozen=True)
class Today:
    """What review has for today. waiting: cards that are due beyond the day's twenty."""

    questions: tuple[Question, ...]
    answered: int
    """Cards that were asked in review today already."""
    waiting: int
    next_due: float | None
    """When the first card that is not due yet will be; None where there is none."""


def today(deck: Deck, lessons: Sequence[Lesson], now: float) -> Today:
    """Return what to ask today. now: seconds since 1970; the day is the machine's own."""
    answers, cards = deck.answers(), deck.cards()
    tasks = _tasks(lessons)
    showings = _showings(answers)
    due = [card for card in cards if card.key in tasks and card.due <= now]
    known = {card.key for card in cards}
    begun = {answer.key.lesson for answer in answers if answer.key.kind != "code"}
    new = [
        Card(key, now, {})
        for key in tasks
        if key.kind != "code" and key.lesson in begun and key not in known
    ]
    answered = _asked_since(answers, _midnight(now))
    left = max(0, A_DAY - len(answered))
    chosen = due[:left]
    fresh = new[: left - len(chosen)]

    def question(card: Card) -> Question:
        return _question(card, tasks, showings)

    mixed = [_mixed(map(question, part), lambda q: q.lesson.month) for part in (chosen, fresh)]
    later = (card.due for card in cards if card.key in tasks and card.due > now)
    return Today(
        questions=tuple(mixed[0] + mixed[1]),
        answered=len(answered),
        waiting=len(due) + len(new) - len(chosen) - len(fresh),
        next_due=min(later, default=None),
    )


def cold(deck: Deck, lessons: Sequence[Lesson], lesson: str, now: float) -> Question | None:
    """Return the quiz card to begin `lesson` with: the one of another that is forgotten most.

    Whether it is due does not matter. None where no other lesson's quiz was answered.
    """
    from tutor.study.scheduling import recall

    tasks = _tasks(other for other in lessons if other.id != lesson)
    cards = [card for card in deck.cards() if card.key in tasks and card.key.kind != "code"]
    if not cards:
        return None
    weakest = min(cards, key=lambda card: recall(card.state, now))  # of equals, the first to be due
    return _question(weakest, tasks, _showings(deck.answers()))


def when(due: float | None, now: float) -> str:
    """Return the sentence that says when the next card is due."""
    if due is None:
        return "Cards come from the questions at the end of a lesson."
    return f"The next card is due {how_soon(due, now)}."


def key_of(lesson: Lesson, task: QuizItem | Exercise) -> Key:
    """Return the card that a quiz item or an exercise of a lesson is."""
    kind = cast(Kind, task.kind) if isinstance(task, QuizItem) else "code"
    return Key(lesson.id, kind, task.id)


def _tasks(lessons: Iterable[Lesson]) -> dict[Key, Task]:
    """Return what can be asked; a lesson that cannot be read has nothing to ask."""
    found: dict[Key, Task] = {}
    for lesson in lessons:
        try:
            tasks: list[QuizItem | Exercise] = [*lesson.quiz, *lesson.exercises]
        except LessonError:
            continue
        found |= {key_of(lesson, task): (lesson, task) for task in tasks}
    return found


def _question(card: Card, tasks: Mapping[Key, Task], showings: Mapping[Key, int]) -> Question:
    """Return a card as it is asked now."""
    lesson, task = tasks[card.key]
    showing = showings.get(card.key, 0)
    if isinstance(task, QuizItem):
        task = shown(task, lesson.id, showing)
    return Question(card.key, lesson, task, card.due, showing)


def _showings(answers: Iterable[CardAnswer]) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for answer in answers:
        if answer.attempt == 1:
            counts[answer.key] = counts.get(answer.key, 0) + 1
    return counts


def _asked_since(answers: Iterable[CardAnswer], moment: float) -> set[Key]:
    return {a.key for a in answers if a.place == "review" and a.at >= moment}


def _midnight(now: float) -> float:
    day = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return day.timestamp()


def _mixed(items: Iterable[T], group: Callable[[T], int]) -> list[T]:
    """Return the items so that neighbours are of different groups wherever that can be.

    Within a group the order stays; the next item is of the group that has most left.
    """
    groups: dict[int, list[T]] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    order: list[T] = []
    last: int | None = None
    while groups:
        others = [name for name in groups if name != last] or list(groups)
        last = max(others, key=lambda name: len(groups[name]))  # of equals, the first to be due
        order.append(groups[last].pop(0))
        if not groups[last]:
            del groups[last]
    return order
