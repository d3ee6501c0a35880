"""Transport: the keys that move a run through time, for a screen that has one."""

from __future__ import annotations

from textual import on
from textual.dom import DOMNode

from tutor.app.conductor import Conductor, Order
from tutor.app.widgets.timeline import Timeline
from tutor.engine.frame import Frame
from tutor.study.trial import Trial


class Transport(DOMNode):
    """Play, pause, step, scrub, restart, and the speed ladder.

    The screen that mixes it in has the newest frame, a conductor, and says which orders it lets
    through.
    """

    frame: Frame | None
    trial: Trial | None
    conductor: Conductor

    def order(self, order: Order, free: bool = False) -> None:
        """Have the worker do something, if the screen lets it."""
        raise NotImplementedError

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def action_play_pause(self) -> None:
        """Play or pause; the run of a prediction plays to its end and no further."""
        client = self.conductor.client
        if self.frame is not None and self.frame.playing:
            self.order(client.pause)
        else:
            until = self.trial.prediction.steps if self.trial else None
            self.order(lambda: client.play(until))

    def action_step(self) -> None:
        """Make one step."""
        self.order(lambda: self.conductor.client.advance(1))

    def action_scrub(self, steps: int) -> None:
        """Move along what is known."""
        if self.frame is None:
            return
        if steps > 0 and self.frame.step == self.frame.length:
            self.say("This is the newest step: . makes another, space plays on.")
            return
        # the worker counts from where it is: the frame at hand may be older than the last key
        self.order(lambda: self.conductor.client.move(steps), free=True)

    def action_first(self) -> None:
        """Go to the first record."""
        self.order(lambda: self.conductor.client.seek(1), free=True)

    def action_last(self) -> None:
        """Go to the newest record."""
        if self.frame is not None:
            newest = self.frame.length
            self.order(lambda: self.conductor.client.seek(newest), free=True)

    def action_restart(self) -> None:
        """Begin again with the same seed."""
        self.order(self.conductor.client.restart)

    def action_new_seed(self) -> None:
        """Begin again with the next seed."""
        if self.frame is not None:
            seed = self.frame.seed + 1
            self.order(lambda: self.conductor.client.restart(seed))

    def action_pace(self, rungs: int) -> None:
        """Climb the speed ladder, up or down."""
        self.order(self.conductor.pace(rungs), free=True)

    @on(Timeline.Sought)
    def _sought(self, event: Timeline.Sought) -> None:
        self.order(lambda: self.conductor.client.seek(event.step), free=True)

    @on(Timeline.Toggled)
    def _toggled(self) -> None:
        self.action_play_pause()
