"""The conductor: carries orders to the worker and frames back to a screen.

It pulls one frame after another while the run plays and sleeps while it stands, so that an idle
lesson asks nothing of anyone. A frame is asked for only when the last one has been shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Protocol

from tutor.engine.attaching import NotRunning
from tutor.engine.client import Client, Refused, WorkerDied
from tutor.engine.frame import Frame

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 1000, None)
"""The speed ladder in steps a second; None is as fast as it goes."""
AT_FIRST = SPEEDS.index(10)
LONGEST_WAIT = 10.0
"""Seconds that a run which tests a prediction may take, if the machine is fast enough."""
INTERVALS = {"full": 1 / 30, "basic": 1 / 4, "none": 2.0}
"""Seconds between two frames of a playing run, by how much motion is wanted."""

Order = Callable[[], Awaitable[Frame]]


class Stage(Protocol):
    """What the conductor plays to."""

    async def ready(self) -> None:
        """Wait until what was shown last has been seen."""

    async def show(self, frame: Frame) -> None:
        """Show a frame with its panels."""

    def acknowledge(self, frame: Frame) -> None:
        """Take the answer to an order: where the run stands, without panels."""

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""


class Conductor:
    """The talk with one worker, on behalf of one screen."""

    def __init__(self, client: Client, stage: Stage, motion: str = "full") -> None:
        self.client = client
        self.motion = motion
        self._stage = stage
        self._rung = AT_FIRST
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()
        """Set when a frame is wanted before its time: a learner's order must be seen at once."""
        self._visible = asyncio.Event()

    def wake(self) -> None:
        """Look again: something may have changed."""
        self._wake.set()

    def hide(self) -> None:
        """Pull no frames while another screen is in front."""
        self._visible.clear()

    def unhide(self) -> None:
        """Pull frames again."""
        self._visible.set()
        self._wake.set()

    async def look(self) -> None:
        """Pull frames for as long as the screen lives."""
        while True:
            await self._wake.wait()
            await self._visible.wait()
            await self._stage.ready()
            self._wake.clear()
            start = monotonic()
            try:
                frame = await self.client.frame()
            except NotRunning:
                continue  # a screen of a detached run asks for itself what became of it
            except (Refused, WorkerDied) as error:
                self._stage.say(str(error), bad=True)
                continue
            await self._stage.show(frame)
            if frame.playing:
                self._wake.set()
                await self._rest(INTERVALS[self.motion] - (monotonic() - start))

    async def _rest(self, seconds: float) -> None:
        """Let time pass before the next frame, unless an order changes something meanwhile."""
        if seconds > 0:
            self._hurry.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), seconds)

    async def carry_out(self, order: Order) -> None:
        """Give an order, say what the worker refuses, and look at the run again."""
        try:
            frame = await order()
        except (Refused, WorkerDied) as error:
            self._stage.say(str(error), bad=True)
        else:
            self._stage.acknowledge(frame)
        self._wake.set()
        self._hurry.set()

    async def begin(self) -> Frame:
        """Set the learner's pace, of a run that was just opened or has tested a prediction."""
        return await self.client.speed(SPEEDS[self._rung])

    async def keep_short(self, steps: int) -> Frame:
        """Go faster than the learner's pace where `steps` would take long; `begin` goes back."""
        enough = (n for n, s in enumerate(SPEEDS) if s is None or s * LONGEST_WAIT >= steps)
        return await self.client.speed(SPEEDS[max(self._rung, next(enough))])

    def pace(self, rungs: int) -> Order:
        """Return the order that climbs the speed ladder by some rungs."""
        self._rung = min(max(self._rung + rungs, 0), len(SPEEDS) - 1)
        speed = SPEEDS[self._rung]
        return lambda: self.client.speed(speed)
