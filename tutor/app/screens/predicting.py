"""Predicting: what the learner says before a run, the run that tests it, and both side by side."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on, work
from textual.screen import Screen

from tutor.app.conductor import Conductor
from tutor.app.widgets.prediction import PredictionBox
from tutor.app.widgets.scenes import ScenesView
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.panels import Panel, Text
from tutor.engine.parameters import Value
from tutor.study import sentences
from tutor.study.lesson import Lesson
from tutor.study.predictions import judge
from tutor.study.progress import Progress
from tutor.study.trial import Trial, put_to_the_test


class Predicting(Screen[None]):
    """Predictions and their trials, for the lesson screen.

    The screen that mixes it in has the lesson, its scenes, the conductor and the store.
    """

    lesson: Lesson
    scenes: ScenesView
    conductor: Conductor
    progress: Progress
    trial: Trial | None
    defaults: Mapping[str, Value]

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def after_text(self) -> None:
        """Bring the head line and the prompt up to what has changed."""
        raise NotImplementedError

    @property
    def locked(self) -> bool:
        """Whether a prediction on screen is still unanswered."""
        return self.scenes.pending is not None

    def action_answer(self) -> None:
        """Bring what waits, a prediction before a question, into sight and under the keys."""
        box = self.scenes.pending or self.scenes.unanswered
        if box is not None:
            box.ask()

    @on(PredictionBox.Made)
    @work(group="orders")
    async def _test(self, event: PredictionBox.Made) -> None:
        """Keep the prediction, then run what it was about in front of the learner."""
        client = self.conductor.client
        self.set_focus(None)
        try:
            trial = await put_to_the_test(client, event.prediction, event.choice, self.defaults)
            self.progress.answer(
                self.lesson.id,
                event.prediction.id,
                trial.choice,
                trial.verdict.correct,
                trial.values,
                event.confidence,
            )
            self.trial = trial
            await self.conductor.keep_short(event.prediction.steps)
            await client.play(event.prediction.steps)
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
        else:
            self.say(trial.in_words())
        self.conductor.wake()

    def tell(self, trial: Trial) -> None:
        """Put the outcome beside the prediction, and go on with the text."""
        self.trial = None
        box = self.scenes.box(trial.prediction.id)
        if box is not None:
            box.tell(trial.choice, trial.outcome, trial.verdict)
        self.after_text()
        self.call_after_refresh(self.scenes.scroll_end, animate=False)
        self._at_the_old_pace()

    @work(group="orders")
    async def _at_the_old_pace(self) -> None:
        try:
            await self.conductor.begin()
        except (Refused, WorkerDied) as error:
            self.say(str(error), bad=True)
        self.conductor.wake()

    def recall_predictions(self) -> None:
        """Show the predictions made in an earlier sitting with their outcomes."""
        for answer in self.progress.answers(self.lesson.id):
            box = self.scenes.box(answer.prediction)
            if box is not None and box.is_open and box.prediction.choice(answer.choice):
                outcome = box.prediction.answer
                box.tell(answer.choice, outcome, judge(box.prediction, answer.choice, outcome))

    def veiled(self, panel: Panel) -> Panel:
        """Hold back a panel that would give the answer away."""
        untold = self.scenes.untold
        if untold is not None and panel.title in untold.prediction.hides:
            return Text(panel.title, sentences.VEIL)
        return panel
