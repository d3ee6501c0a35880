"""Returning: a run is written down while it is on screen, and goes on where it was left."""

from __future__ import annotations

from time import monotonic

from textual.screen import Screen

from tutor.app.conductor import Conductor
from tutor.engine.client import Client, Refused
from tutor.engine.frame import Frame
from tutor.engine.receipt import Source
from tutor.study import left_runs
from tutor.study.lesson import Lesson
from tutor.study.progress import Progress

SELDOM = 2.0
"""Seconds between two times that a playing run is written down."""


class Returning(Screen[None]):
    """A run that can be left, for the lesson screen."""

    lesson: Lesson
    progress: Progress
    conductor: Conductor
    frame: Frame | None
    _going_back_to = 0
    """The step at which the run was left, while it is on its way there."""
    _kept = ""
    _kept_at = 0.0

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    async def reopen(self, client: Client, source: Source) -> None:
        """Open the run where it was left: its first step, then as fast as it goes to the last.

        The way back is in sight, and whatever the learner presses ends it.
        """
        left = left_runs.left_run(self.progress.path.parent, self.lesson)
        if left is not None:
            try:
                await client.open(source, left.seed, left.initial, left.edits)
            except Refused:  # a parameter is gone, or its bounds have changed
                left = None
        if left is None:
            await client.open(source)
            await self.conductor.begin()
            return
        await client.speed(None)
        frame = await client.play(left.step)
        if frame.playing:
            self._going_back_to = left.step
            self.say(f"Going back to step {left.step - 1}, where you left. space stops here.")
        else:
            await self.conductor.begin()

    async def follow_back(self, frame: Frame) -> None:
        """Take the learner's own pace again once the way back is at its end."""
        if self._going_back_to and not (frame.playing and frame.step < self._going_back_to):
            arrived = frame.step >= self._going_back_to
            self._going_back_to = 0
            if arrived:
                self.say("")
            await self.conductor.begin()
            self.conductor.wake()

    def write_down(self, frame: Frame) -> None:
        """Keep where the run stands, if that has changed; a playing run only now and then."""
        now = monotonic()
        if self._going_back_to or (frame.playing and now - self._kept_at < SELDOM):
            return
        where = f"{frame.digest} {frame.step} {len(frame.edits)} {frame.seed} {dict(frame.initial)}"
        if where != self._kept:
            left_runs.keep(self.progress.path.parent, self.lesson, frame)
            self._kept, self._kept_at = where, now
