"""The text of a lesson on screen, scene after scene, as far as the learner has come."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tutor.app.widgets.exercise_card import ExerciseCard
from tutor.app.widgets.prediction import PredictionBox
from tutor.app.widgets.prose import Prose as Uncolored
from tutor.app.widgets.question import QuestionBox
from tutor.study import sentences
from tutor.study.anchors import Anchor
from tutor.study.lesson import Lesson
from tutor.study.prose import Prose, Scene, plain_math


class NextPart(Static):
    """The line below the last scene: what comes next, and the key for it."""

    class Asked(Message):
        """The learner clicked on it."""

    def on_click(self) -> None:
        """Go on."""
        self.post_message(self.Asked())


class ScenesView(VerticalScroll, can_focus=False):
    """The scenes shown so far; `reveal` adds the next ones."""

    def __init__(self, lesson: Lesson, scenes: Sequence[Scene]) -> None:
        super().__init__()
        self._lesson = lesson
        self._scenes = scenes
        self._shown = 0
        self._next = NextPart("", markup=False)

    @property
    def shown(self) -> int:
        """The index of the last scene on screen."""
        return self._shown - 1

    @property
    def count(self) -> int:
        """How many scenes the lesson has."""
        return len(self._scenes)

    @property
    def is_complete(self) -> bool:
        """Whether the last scene of the lesson is on screen."""
        return self._shown == len(self._scenes)

    @property
    def pending(self) -> PredictionBox | None:
        """The first prediction on screen that waits for an answer."""
        return next((box for box in self.query(PredictionBox) if box.is_open), None)

    @property
    def untold(self) -> PredictionBox | None:
        """The first prediction on screen whose outcome is not told yet."""
        return next((box for box in self.query(PredictionBox) if not box.is_told), None)

    @property
    def questions(self) -> list[QuestionBox]:
        """The questions on screen."""
        return list(self.query(QuestionBox))

    @property
    def unanswered(self) -> QuestionBox | None:
        """The first question on screen that waits for an answer."""
        return next((box for box in self.questions if box.is_open), None)

    async def begin_with(self, box: QuestionBox) -> None:
        """Put a question before the first scene."""
        await self.mount(box, before=0)
        box.ask()

    def box(self, prediction: str) -> PredictionBox | None:
        """Return the box of a prediction that is on screen."""
        return next((b for b in self.query(PredictionBox) if b.prediction.id == prediction), None)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Put the keys on a prediction as soon as reading has brought all of it into sight."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value:
            self.call_after_refresh(self.ask_if_in_sight)

    async def reveal(self, scene: int) -> None:
        """Show the scenes up to index `scene`."""
        if not self._next.is_attached:
            await self.mount(self._next)
        last: Widget | None = None
        while self._shown <= scene and not self.is_complete:
            last = self._build(self._scenes[self._shown])
            await self.mount(last, before=self._next)
            self._shown += 1
        if last is not None and self._shown > 1:
            self.call_after_refresh(self.scroll_to_widget, last, top=True, animate=False)

    def prompt(self) -> None:
        """Say below the text how it goes on."""
        if self.pending is not None:
            text = ""
        elif self.is_complete:
            text = f"{sentences.END}; esc leads to the path."
        else:
            text = f"n  next: {self._scenes[self._shown].title}"
        self._next.update(text)

    def ask_if_in_sight(self) -> None:
        """Put the keys on the prediction that waits, if its choices are in sight."""
        box = self.pending
        if box is not None and self.region.contains_region(box.choices.region):
            box.ask()

    def _build(self, scene: Scene) -> Vertical:
        parts: list[Widget] = [Static(scene.title, classes="scene-title", markup=False)]
        for block in scene.blocks:
            if isinstance(block, Prose):
                parts.append(Static(Uncolored(plain_math(block.markdown)), classes="prose"))
            else:
                parts += self._live_place(block)
        return Vertical(*parts, classes="scene")

    def _live_place(self, anchor: Anchor) -> list[Widget]:
        """The widgets of a live place; the simulation itself is the other half of the screen."""
        lesson = self._lesson
        if anchor.kind == "predict":
            return [PredictionBox(p) for p in lesson.predictions if p.id == anchor.id]
        if anchor.kind == "exercise":
            return [ExerciseCard(e) for e in lesson.exercises if e.id == anchor.id]
        if anchor.kind == "quiz":
            count = len(lesson.quiz)
            return [
                QuestionBox(item, f"question {number} of {count}")
                for number, item in enumerate(lesson.quiz, 1)
            ]
        return []
