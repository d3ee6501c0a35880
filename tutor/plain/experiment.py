"""The experiment: a lesson's run in a worker process, ordered one call at a time.

The client speaks asyncio, because the app must never wait. Plain mode has nothing else to do while
it waits, so here each order returns when it has been carried out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from time import monotonic
from typing import Any

from tutor.engine.client import Client
from tutor.engine.frame import Frame
from tutor.engine.parameters import Parameter, Value
from tutor.engine.receipt import Source
from tutor.engine.spawn import Worker, spawn
from tutor.study.places import open_worker_log
from tutor.study.predictions import Prediction
from tutor.study.trial import Trial, put_to_the_test

SLICE = 0.5
"""Seconds of stepping that one order to the worker may take before the next takes fewer steps."""
SILENCE = 3.0
"""Seconds between two lines about how far a long run is."""


class Experiment:
    """One lesson's run. Methods raise `Refused` or `WorkerDied`, as the client does.

    say: takes a sentence that the worker has for the learner.
    """

    def __init__(self, source: Source, say: Callable[[str], None]) -> None:
        self.parameters: dict[str, Parameter[Any]] = {}
        """The declared parameters, once the simulation is open."""
        self._source = source
        self._say = say
        self._loop = asyncio.Runner()
        self._client = Client(_worker(), start=_worker)
        self._is_open = False

    def open(self) -> None:
        """Load the simulation, unless that is done."""
        if self._is_open:
            return
        self._loop.run(self._client.open(self._source))
        declared = self._loop.run(self._client.parameters())
        self.parameters = {parameter.name: parameter for parameter in declared}
        self._is_open = True

    def look(self) -> Frame:
        """Return where the run stands, with its panels."""
        return self._frame(self._client.frame)

    def advance(self, steps: int) -> Frame:
        """Make some steps, fewer where the run stops; tell now and then how far a long one is."""
        frame = self.move(0)
        end, batch, told = frame.step + steps, 1, monotonic()
        while frame.step < end and frame.stopped is None:
            begun, before = monotonic(), frame.step
            frame = self._frame(partial(self._client.advance, min(batch, end - before)))
            if frame.step <= before:  # the run has no more to give
                break
            now = monotonic()
            batch = 2 * batch if now - begun < SLICE / 2 else max(1, batch // 2)
            if frame.step < end and now - told > SILENCE:
                self._say(f"… {frame.step - 1} steps")
                told = now
        return frame

    def move(self, steps: int) -> Frame:
        """Go back (negative) or forward in the known history."""
        return self._frame(partial(self._client.move, steps))

    def set(self, name: str, value: Value) -> Frame:
        """Change a parameter."""
        return self._frame(partial(self._client.set, name, value))

    def restart(self, seed: int | None = None) -> Frame:
        """Begin again, with the same seed or another."""
        return self._frame(partial(self._client.restart, seed))

    def drive(self, source: Source) -> Frame:
        """Make the run again with other code in it; where they differ is said."""
        self._source = source
        return self._frame(partial(self._client.drive, source))

    def test(self, prediction: Prediction, choice: str) -> Trial:
        """Find out what a prediction's run does, and stand at its first step."""
        self.open()
        defaults = {name: parameter.default for name, parameter in self.parameters.items()}
        return self._loop.run(put_to_the_test(self._client, prediction, choice, defaults))

    def close(self) -> None:
        """End the worker."""
        self._client.close()
        self._loop.close()

    def _frame(self, order: Callable[[], Coroutine[Any, Any, Frame]]) -> Frame:
        self.open()
        frame = self._loop.run(order())
        if frame.notice:
            self._say(frame.notice)
        return frame


def _worker() -> Worker:
    return spawn(open_worker_log())
