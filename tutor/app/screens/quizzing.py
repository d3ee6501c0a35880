"""Quizzing: the questions of a lesson, and the one of an earlier lesson that it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from time import time

from textual import on
from textual.screen import Screen

from tutor.app.widgets.question import QuestionBox
from tutor.app.widgets.scenes import ScenesView
from tutor.study.cards import Key, Kind, Place
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.review import Question, cold
from tutor.study.tasks import QuizItem

FROM_BEFORE = "from before: {}"


class Quizzing(Screen[None]):
    """Quiz and cold recall, for the lesson screen.

    The screen that mixes it in has the lesson, its scenes and the store.
    """

    lesson: Lesson
    lessons: Sequence[Lesson]
    scenes: ScenesView
    progress: Progress
    recalled: Question | None = None
    """The card of another lesson that this one began with."""

    def after_text(self) -> None:
        """Bring the head line and the prompt up to what has changed."""
        raise NotImplementedError

    async def ask_cold(self) -> None:
        """Begin a lesson with the card of an earlier one that is forgotten most."""
        if self.progress.state(self.lesson.id) == "done" or self.progress.place(self.lesson.id):
            return
        self.recalled = cold(self.progress.deck, self.lessons, self.lesson.id, time())
        question = self.recalled
        if question is None or not isinstance(question.task, QuizItem):
            return
        box = QuestionBox(question.task, FROM_BEFORE.format(question.lesson.title))
        await self.scenes.begin_with(box)

    def recall_answers(self) -> None:
        """Show the answers of an earlier sitting, and what there was to say to them."""
        given = {
            answer.key.item: answer.given
            for answer in self.progress.deck.answers(self.lesson.id)
            if answer.place == "lesson" and answer.key.kind != "code"
        }
        for box in self.scenes.questions:
            if box.is_open and box.item.id in given:
                box.tell(given[box.item.id])

    @on(QuestionBox.Answered)
    def _answered(self, event: QuestionBox.Answered) -> None:
        """Keep an answer; the card comes back when it is about to be forgotten."""
        event.stop()
        question, item = self.recalled, event.item
        place: Place = "lesson"
        kind: Kind = "choice" if item.kind == "choice" else "number"
        key = Key(self.lesson.id, kind, item.id)
        if question is not None and item is question.task:
            key, place = question.key, "review"
        self.progress.deck.answer(
            key, event.given, event.correct, seconds=event.seconds, now=time(), place=place
        )
        self.set_focus(None)
        self.after_text()
