"""Review as text: the cards that are due today, one after another, each answer kept at once."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.plain.commands import BY_NAME, Order, Unclear
from tutor.plain.markdown import one_line
from tutor.plain.quizzing import Quizzing
from tutor.plain.reading import Quit
from tutor.plain.rewriting import Rewriting
from tutor.plain.talk import Ended, Talk
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.review import Question, today, when
from tutor.study.tasks import QuizItem

HELP = "skip leaves a card for later, help says this, quit ends; what you answered is kept."
COMMANDS = ("quit", "exit", "help", "?", "next")


class Reviewing:
    """One review."""

    def __init__(self, progress: Progress, lessons: Sequence[Lesson], talk: Talk) -> None:
        self._deck = progress.deck
        self._lessons = lessons
        self._talk = talk
        self._quizzing = Quizzing(self._deck, talk, "review", self._obey, order_of)
        self._rewriting = Rewriting(progress, talk, self._obey, order_of)

    def go(self, now: float) -> None:
        """Ask what is due at `now`, in seconds since 1970, until all is asked or the input ends."""
        found = today(self._deck, self._lessons, now)
        if not found.questions:
            done = "You have reviewed today's cards." if found.answered else "Nothing is due today."
            self._talk.say(f"{done} {when(found.next_due, now)}")
            return
        count = len(found.questions)
        self._talk.say(f"{_cards(count)} to review. skip leaves one for later, quit ends.")
        results: list[bool | None] = []
        try:
            for number, question in enumerate(found.questions, 1):
                title = f"{one_line(question.lesson.title)}, month {question.lesson.month}"
                self._talk.say(f"Card {number} of {count}. {title}.")
                results.append(self._put(question))
        except Quit:
            pass
        except Ended:
            self._talk.say("The input ended. What you answered is kept.")
        asked = [result for result in results if result is not None]
        kept = (
            f"{sum(asked)} of {len(asked)} right at the first try." if asked else "None answered."
        )
        self._talk.say(kept)
        after = today(self._deck, self._lessons, now)
        if after.questions:
            self._talk.say(f"{_cards(len(after.questions))} still to review: mlpath-tutor review")
        else:
            waiting = f"{after.waiting} more wait for another day. " if after.waiting else ""
            self._talk.say(waiting + when(after.next_due, now))

    def _put(self, question: Question) -> bool | None:
        if isinstance(question.task, QuizItem):
            return self._quizzing.put(question.key, question.task, "")
        return self._rewriting.put(question.key, question.lesson, question.task)

    def _obey(self, order: Order) -> None:
        if order.name == "quit":
            raise Quit
        self._talk.say(HELP)


def order_of(line: str) -> Order:
    """Return the command that a line is in review; raise `Unclear` for one that is none."""
    word = line.strip().lower() or "next"
    found = next((name for name in COMMANDS if name.startswith(word)), None)
    if found is None:
        raise Unclear(f"In review, {HELP}")
    return Order(BY_NAME[{"exit": "quit", "?": "help"}.get(found, found)])


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"
