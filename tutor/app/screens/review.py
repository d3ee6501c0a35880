"""The review screen: the cards that are due today, one at a time, each answer kept at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static

from tutor.app.commands import Command, bindings
from tutor.app.screens.reviewed import Reviewed, ending, nothing_due
from tutor.app.widgets.question import QuestionBox
from tutor.app.widgets.rewrite import RewriteBox
from tutor.app.widgets.scenes import NextPart
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.review import Question, today
from tutor.study.rewritten import tries_of
from tutor.study.tasks import QuizItem

COMMANDS = (
    Command("go_on", "enter", "Next card", "Go on once a card is answered; open a function.",
            "next"),
    Command("later", "ctrl+n", "Leave for later", "Go on without an answer; it stays due.",
            "later"),
    Command("leave", "escape", "Back to the path", "Leave; every answer is kept.", "path"),
)  # fmt: skip

OpenExercise = Callable[[Lesson, Exercise], None]


class ReviewScreen(Screen[None]):
    """One card after another, and in the end what comes back when."""

    CSS_PATH = Path(__file__).parent / "review.tcss"
    commands: ClassVar[Sequence[Command]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)
    AUTO_FOCUS = ""
    help_title = "review"
    help_notes = """\
The first answer counts, and when the card comes back follows from it: sooner after a wrong one, \
later each time it is right. At most 20 cards a day; the months are mixed.

A function that passed weeks ago comes back too: write it again from its signature."""

    def __init__(
        self,
        progress: Progress,
        lessons: Sequence[Lesson],
        open_exercise: OpenExercise | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Review what is due. open_exercise: puts the screen of an exercise on top of this one."""
        super().__init__()
        self._progress = progress
        self._lessons = lessons
        self._open_exercise = open_exercise
        self._clock = clock
        self._deck = progress.deck
        self._questions: tuple[Question, ...] = ()
        self._at = -1
        """The index of the card on screen; the number of cards at the end."""
        self._reviewed: list[Reviewed] = []
        self._is_answered = False
        self._warned = progress.warning

    def compose(self) -> ComposeResult:
        """The head line, the card, the keys."""
        yield Static("", id="head", markup=False)
        yield VerticalScroll(id="review")
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Ask the first card that is due."""
        found = today(self._deck, self._lessons, self._clock())
        self._questions = found.questions
        if found.questions:
            await self._advance()
        else:
            self._head("")
            await self._put(Static(nothing_due(found, self._clock()), markup=False))

    async def on_screen_resume(self) -> None:
        """Take up what was done at an exercise that had been opened from here."""
        box = self._rewriting
        if box is not None and box.since is not None and not self._is_answered:
            await self._collect(box, box.since)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something now."""
        if action == "go_on":
            return self._is_over or self._is_answered or self._can_open
        return action != "later" or not (self._is_over or self._is_answered)

    async def action_go_on(self) -> None:
        """Show the next card, or open the exercise that this one is about."""
        if self._is_over:
            self.action_leave()
        elif self._is_answered:
            await self._advance()
        elif self._rewriting is not None:
            self._open(self._rewriting)

    async def action_later(self) -> None:
        """Show the next card; this one stays due."""
        await self._advance()

    def action_leave(self) -> None:
        """Go back; what was answered is kept already."""
        self.dismiss()

    @on(NextPart.Asked)
    async def _asked(self) -> None:
        await self.action_go_on()

    @on(RewriteBox.Opened)
    def _opened(self) -> None:
        if self._rewriting is not None and not self._is_answered:
            self._open(self._rewriting)

    @on(QuestionBox.Answered)
    async def _answered(self, event: QuestionBox.Answered) -> None:
        card = self._deck.answer(
            self._question.key,
            event.given,
            event.correct,
            seconds=event.seconds,
            now=self._clock(),
            place="review",
        )
        await self._note(Reviewed(self._question, event.correct, card.due))

    @property
    def _question(self) -> Question:
        return self._questions[self._at]

    @property
    def _is_over(self) -> bool:
        return self._at >= len(self._questions) or not self._questions

    @property
    def _rewriting(self) -> RewriteBox | None:
        return next(iter(self.query(RewriteBox)), None)

    @property
    def _can_open(self) -> bool:
        return self._rewriting is not None and self._open_exercise is not None

    def _open(self, box: RewriteBox) -> None:
        if self._open_exercise is not None:
            box.since = box.since if box.since is not None else self._clock()
            self._open_exercise(self._question.lesson, box.exercise)

    async def _collect(self, box: RewriteBox, since: float) -> None:
        """Answer a code card with what was done at its exercise since it was opened."""
        key = self._question.key
        events = self._progress.attempts.events(key.lesson)
        tries = tries_of(events, box.exercise, since)
        if not tries:
            box.wait()
            return
        for attempt, one in enumerate(tries, 1):
            card = self._deck.answer(
                key,
                one.sha,
                one.passed,
                seconds=one.seconds,
                now=one.at,
                place="review",
                attempt=attempt,
                hinted=one.hinted,
            )
        box.tell(tries)
        await self._note(Reviewed(self._question, tries[0].passed, card.due))

    async def _note(self, reviewed: Reviewed) -> None:
        """Offer the next card after an answer, which is kept by now."""
        self._reviewed.append(reviewed)
        self._is_answered = True
        last = self._at + 1 == len(self._questions)
        step = NextPart(f"enter  {'what comes back when' if last else 'next card'}", markup=False)
        body = self.query_one("#review", VerticalScroll)
        await body.mount(step)
        self.refresh_bindings()
        self.set_focus(body)  # what is said may be longer than the screen, and the arrows scroll it
        self.call_after_refresh(body.scroll_end, animate=False)
        if self._progress.warning != self._warned:
            self._warned = self._progress.warning
            self.notify(self._warned or "", severity="warning", timeout=15, markup=False)

    async def _advance(self) -> None:
        """Show the next card that nobody has answered since this review began, or the end."""
        self._is_answered = False
        self._at += 1
        while (
            not self._is_over and self._deck.showings(self._question.key) > self._question.showing
        ):
            self._at += 1  # another window of the tutor has asked it
        if self._is_over:
            self._head("")
            after = today(self._deck, self._lessons, self._clock())
            await self._put(Static(ending(self._reviewed, after, self._clock())))
            return
        question = self._question
        self._head(f"   {self._at + 1} of {len(self._questions)}")
        where = f"{question.lesson.title} · month {question.lesson.month}"
        box: QuestionBox | RewriteBox
        if isinstance(question.task, QuizItem):
            box = QuestionBox(question.task)
        else:
            box = RewriteBox(question.lesson, question.task, self._open_exercise is not None)
        await self._put(Static(where, classes="where", markup=False), box)
        if isinstance(box, QuestionBox):
            box.ask()

    async def _put(self, *widgets: Widget) -> None:
        body = self.query_one("#review", VerticalScroll)
        await body.remove_children()
        await body.mount(*widgets)
        body.scroll_home(animate=False)
        self.refresh_bindings()
        self.set_focus(body)

    def _head(self, text: str) -> None:
        self.query_one("#head", Static).update(f" Review{text}")
