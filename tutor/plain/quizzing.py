"""A quiz item as text: the question, the answer, what to say to it, and the card it becomes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from tutor.plain.commands import Order, Unclear, read
from tutor.plain.replies import numbered, one_of, reply
from tutor.plain.talk import Talk
from tutor.study import sentences
from tutor.study.cards import Deck, Key, Place
from tutor.study.quiz import NUMBER_FORMS, Judged, Unreadable, judge, solution, tries
from tutor.study.tasks import QuizItem

Skip = Literal["skip"]


class Quizzing:
    """Asks items and keeps each answer at once.

    obey: carries out a command that is typed instead of an answer; it may raise to leave.
    order_of: reads a command.
    """

    def __init__(
        self,
        deck: Deck,
        talk: Talk,
        place: Place,
        obey: Callable[[Order], None],
        order_of: Callable[[str], Order] = read,
    ) -> None:
        self._deck = deck
        self._talk = talk
        self._place = place
        self._obey = obey
        self._order_of = order_of

    def put(self, key: Key, item: QuizItem, label: str) -> bool | None:
        """Ask an item until it is right or its tries are used up; say whether the first try was.

        Returns None where it is skipped before an answer. label: stands before the question.
        """
        self._talk.say(f"{label}{item.ask}")
        if item.choices:
            listed = (f"{n}. {choice.text}" for n, choice in enumerate(item.choices, 1))
            self._talk.say("\n".join(listed))
        for attempt in range(1, tries(item) + 1):
            begun = time.monotonic()
            judged = self._answer(item)
            if judged == "skip":
                if attempt == 1:
                    self._talk.say("Left for later.")
                    return None
                break
            self._deck.answer(
                key,
                judged.given,
                judged.correct,
                seconds=time.monotonic() - begun,
                now=time.time(),
                place=self._place,
                attempt=attempt,
            )
            self._talk.say(f"{'✓' if judged.correct else '✗'} {judged.sentence}")
            if judged.correct:
                return attempt == 1
            if attempt < tries(item):
                self._talk.say("One more try; skip shows the answer.")
        self._talk.say(solution(item))
        return False

    def _answer(self, item: QuizItem) -> Judged | Skip:
        """Return the answer that is typed next; commands in between are obeyed."""
        count = len(item.choices)
        forms = one_of(count) if count else NUMBER_FORMS
        prompt = f"Your answer, {f'1 to {count}' if count else 'a number'}, or skip:"

        def parse(line: str) -> Judged | Skip | None:
            if line.lower() == "skip":
                return "skip"
            if count:
                number = numbered(count)(line)
                return judge(item, item.choices[number - 1].name) if number else None
            return self._number(item, line)

        while True:
            answer: Judged | Skip | Order = reply(
                self._talk,
                prompt,
                parse,
                f"{forms} or skip",
                sentences.ANSWER_THE_QUESTION,
                self._order_of,
            )
            if not isinstance(answer, Order):
                return answer
            self._obey(answer)

    def _number(self, item: QuizItem, line: str) -> Judged | None:
        """Judge a number; None for a command. What is neither is told why it is no number."""
        try:
            return judge(item, line)
        except Unreadable as problem:
            try:
                self._order_of(line)
            except Unclear:
                raise Unclear(str(problem)) from None
            return None
