"""Listening: how a training is, asked again and again, for a screen that shows one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual import work

from tutor.app.screens.adjusting import Adjusting
from tutor.app.screens.ending_and_resuming import what_became
from tutor.engine import run_status
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.run_folder import RunFolder
from tutor.engine.run_status import Status
from tutor.lab.detached.standing import Standing, heard, look

GLANCE = 0.5
"""Seconds between two questions."""
LONG = 5.0
"""Seconds without an answer after which that is said: a step is not interrupted."""
BUSY = "It is in the middle of a long step, and answers after it; so does all you ask for."
CHANGES = {
    run_status.RUNNING: "It goes on.",
    run_status.PAUSED: "It is paused, for everybody: space goes on.",
}


class Listening(Adjusting):
    """Others may change the run, pause or end it, and its process may die: this is how one hears.

    The screen that mixes it in shows a standing, and pulls pictures by a conductor.
    """

    folder: RunFolder
    standing: Standing
    """How the run was when it was last heard of."""
    hears = False
    """Whether the process has answered the last question."""

    def tell_standing(self) -> None:
        """Show how the run is."""
        raise NotImplementedError

    @work(group="listen")
    async def listen(self) -> None:
        """Ask for as long as the screen lives."""
        while True:
            before, heard_before = self.standing, self.hears
            try:
                status = await self._status()
            except (Refused, WorkerDied):
                self.hears, self.standing = False, look(self.folder)
                now = self.standing.status  # on the disk once a second: it was asked for since
                now.step = max(now.step, before.status.step)
            else:
                self.hears, self.standing = True, heard(self.folder, status)
                if self.declared is None:
                    await self.show_parameters()
            self.tell_standing()
            self._tell_change(before)
            if self.hears and (not heard_before or _moved(before.status, self.standing.status)):
                self.conductor.wake()
            await asyncio.sleep(GLANCE)

    def take_note(self, playing: bool) -> None:
        """Say what an order of one's own has made of the run, before the next question."""
        before, state = self.standing, run_status.RUNNING if playing else run_status.PAUSED
        if before.status.state in CHANGES:
            self.standing = heard(self.folder, replace(before.status, state=state))
            self.tell_standing()
            self._tell_change(before)

    async def _status(self) -> Status:
        """Ask the process; where that takes long, say why."""
        waiting = asyncio.get_running_loop().call_later(LONG, self.say, BUSY)
        try:
            return await self.conductor.client.status()
        finally:
            waiting.cancel()

    def _tell_change(self, before: Standing) -> None:
        """Say what has become of the run since the last look, whoever did it."""
        now = self.standing
        if now.alive != before.alive:
            self.refresh_bindings()  # c resumes, or copies
        if before.alive and not now.alive:
            self.tell_the_end()
        elif now.state != before.state and now.status.state in CHANGES:
            self.say(CHANGES[now.status.state])

    def tell_the_end(self) -> None:
        """Say what has become of a run that no process has, and what can be done."""
        self.say(*what_became(self.standing))


def _moved(before: Status, now: Status) -> bool:
    """Say whether there is something new to draw: somebody else may have done something."""
    return (before.state, before.step, before.edits) != (now.state, now.step, now.edits)
