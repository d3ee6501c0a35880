"""Yours: the learner's own functions, written on a screen of their own and then in the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.screen import Screen

from tutor.app.conductor import Conductor
from tutor.app.widgets.exercise_card import ExerciseCard
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.driving import Driver
from tutor.engine.frame import Frame
from tutor.engine.receipt import Source
from tutor.study.driving import drivers, source_of
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress
from tutor.study.workspace import Workspace

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

NOTHING_PASSED = "No function of yours drives this lesson yet: e opens its exercise."
REFERENCE_TAKES_OVER = "y runs the reference in its place."


class Yours(Screen[None]):
    """Exercises and what they drive, for the lesson screen.

    The screen that mixes it in has the lesson, the conductor and the store.
    """

    app: TutorApp
    lesson: Lesson
    frame: Frame | None
    conductor: Conductor
    progress: Progress
    on_reference = False
    """Whether the reference runs though functions of the learner's have passed."""

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def after_text(self) -> None:
        """Bring the head line and the prompt up to what has changed."""
        raise NotImplementedError

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The functions that run in the simulation now."""
        if self.on_reference:
            return ()
        return drivers(self.lesson, self.progress.attempts, Workspace())

    @property
    def source(self) -> Source:
        """Where the simulation comes from, and whose code is in it."""
        return source_of(self.lesson, self.drivers)

    @property
    def whose(self) -> str:
        """Whose code runs, for the head line: empty where nothing of the learner's could."""
        running = self.drivers
        if running:
            return "   ".join(f"yours · {d.function} · {d.sha[:8]}" for d in running)
        has_passed = bool(drivers(self.lesson, self.progress.attempts, Workspace()))
        return "the reference" if has_passed else ""

    def refresh_cards(self) -> None:
        """Show on every card how its exercise stands."""
        attempts = self.progress.attempts
        for card in self.query(ExerciseCard):
            passed = attempts.passed_source(self.lesson.id, card.exercise.id)
            tried = attempts.count(self.lesson.id, card.exercise.id, "tried")
            card.stand(tried, passed.sha if passed else "")

    def action_exercise(self) -> None:
        """Open the exercise in sight that is not passed yet, or the last one."""
        cards = list(self.query(ExerciseCard))
        waiting = [card for card in cards if not card.has_passed] or cards[-1:]
        if waiting:
            self.write(waiting[0].exercise)
        elif self.lesson.exercises:
            self.say("The exercise comes later in this lesson: n reads on.")
        else:
            self.say("This lesson has no exercise.")

    @work(group="exercise", exclusive=True)
    async def write(self, exercise: Exercise) -> None:
        """Open an exercise; where it passes, have the run go on with the learner's code."""
        from tutor.app.screens.exercise import ExerciseScreen

        before = self.drivers
        screen = ExerciseScreen(self.lesson, exercise, self.progress, self.app.grader)
        await self.app.push_screen_wait(screen)
        self.refresh_cards()
        self.after_text()
        if self.drivers != before:
            await self._take_over()

    @work(group="orders")
    async def action_code(self) -> None:
        """Change between the learner's code and the reference, and compare the two runs."""
        if not drivers(self.lesson, self.progress.attempts, Workspace()):
            self.say(NOTHING_PASSED)
            return
        self.on_reference = not self.on_reference
        await self._take_over()

    async def _take_over(self) -> None:
        """Make the run again with the code that is to run from now on."""
        running = "the reference" if not self.drivers else self.whose
        try:
            frame = await self.conductor.client.drive(self.source)
        except (Refused, WorkerDied) as error:
            self.say(f"{error} {REFERENCE_TAKES_OVER}" if self.drivers else str(error), bad=True)
        else:
            self.say(f"Now running: {running}. {frame.notice}")
        self.after_text()
        self.conductor.wake()

    @on(ExerciseCard.Opened)
    def _opened(self, event: ExerciseCard.Opened) -> None:
        event.stop()
        self.write(event.exercise)
