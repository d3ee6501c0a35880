"""Stopping a training and going on with one, for a screen that shows some."""

from __future__ import annotations

import asyncio

from textual import work
from textual.dom import DOMNode

from tutor.app.screens.asking import AskScreen
from tutor.engine import run_status
from tutor.engine.attaching import NotRunning
from tutor.engine.run_folder import NoRun, RunFolder, Taken
from tutor.lab.detached import runs
from tutor.lab.detached.ending import StillRunning, stop
from tutor.lab.detached.going_on import go_on
from tutor.lab.detached.launching import NotBegun
from tutor.lab.detached.ordering import NoOrder
from tutor.lab.detached.resuming import NothingLeft
from tutor.lab.detached.standing import DIED, Standing
from tutor.study.visible import visible

STOPPING = (
    "Its process ends after the step that is under way and writes a checkpoint, from which it can "
    "be resumed. Whoever else looks on keeps the last picture."
)
PATIENCE = 10.0
"""Seconds to wait for a process to end; after that it is only said that it has not yet."""


class EndingAndResuming(DOMNode):
    """Stop and resume the run that the keys are about."""

    def chosen(self) -> Standing | None:
        """Return the run that the keys are about."""
        raise NotImplementedError

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def action_stop(self) -> None:
        """End the run's process, after a question."""
        one = self.chosen()
        if one is None:
            return
        if not one.alive:
            self.say(f"{one.name} is not running.")
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self._stop(one.name)

        self.app.push_screen(AskScreen(f"stop {one.name}", STOPPING, "stop", "go on"), answered)

    def action_resume(self) -> None:
        """Go on with a run that no process has."""
        one = self.chosen()
        if one is not None and one.alive:
            self.say(f"{one.name} is running: enter attaches.")
        elif one is not None:
            self._resume(one.name)

    @work(group="orders")
    async def _stop(self, name: str) -> None:
        self.say(f"{name} was asked to end …")
        try:
            await asyncio.to_thread(stop, RunFolder(runs.home() / name), PATIENCE)
        except (NotRunning, StillRunning) as error:
            self.say(_sentence(error), bad=True)
        else:
            self.say(f"{name} has ended, with a checkpoint. c resumes it.")

    @work(group="orders", exclusive=True)
    async def _resume(self, name: str) -> None:
        self.say(f"{name} is being resumed …")
        try:
            await go_on(RunFolder(runs.home() / name))
        except (NoRun, Taken, NoOrder, NothingLeft, NotBegun) as error:
            self.say(_sentence(error), bad=True)
        except OSError as error:
            self.say(f"{name} cannot be resumed: {error.strerror or error}", bad=True)
        else:
            self.say(f"{name} goes on.")


def what_became(one: Standing) -> tuple[str, bool]:
    """Say what has become of a run that no process has, what can be done, and if that is bad."""
    status = one.status
    from_where = (
        f"from its checkpoint at step {status.checkpoint}"
        if status.checkpoint is not None
        else "from its first step"
    )
    said = f" {_sentence(status.said)}" if status.said else ""
    if one.state == DIED:
        return f"Its process died, at step {status.step} or later. c resumes {from_where}.", True
    if status.state == run_status.FINISHED:
        return f"It is finished, at step {status.step}.{said}", False
    if status.state == run_status.STOPPED:
        return f"It was stopped at step {status.step}. c resumes {from_where}.", False
    if status.state == run_status.DIVERGED:
        return f"It stopped at divergence, at step {status.step}.{said}", True
    if status.state == run_status.FAILED:
        return f"It failed at step {status.step}.{said} c resumes {from_where}.", True
    return said.strip() or f"It is {one.state}.", True


def _sentence(error: Exception | str) -> str:
    text = " ".join(visible(str(error)).split())
    text = text[:1].upper() + text[1:] if text[:1].islower() and " " in text else text
    return text if text.endswith(".") else f"{text}."
