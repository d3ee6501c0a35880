"""The job of a detached run: steps, a ledger that follows them, and checkpoints when they are due.

Everything that the disk is told is told here, and in this order: an edit before it is made, a step
after it, and the ledger before the checkpoint that stands on it. So a process that is killed
anywhere leaves a run that can go on.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from tutor.engine import checkpoint
from tutor.engine.facts import facts
from tutor.engine.ledger_appender import Appender
from tutor.engine.parameters import Value
from tutor.engine.ranks import Ranks
from tutor.engine.receipt import Source
from tutor.engine.resuming import on_accelerator
from tutor.engine.run import Run
from tutor.engine.run_folder import RunFolder
from tutor.engine.running_ledger import Running
from tutor.engine.snapshot import UnsavableState
from tutor.engine.stops import Stop

PATIENCE = 100
"""A checkpoint waits until the steps since the last one took so many times what that one took."""

Heard = Callable[[Run, int], None]
"""Is told of the steps of a run from a first one on."""


class Departed(RuntimeError):
    """A step that the ledger has came out differently."""


class Unwritable(RuntimeError):
    """The ledger cannot be written: the run cannot go on without it."""


class Job:
    """A run, its ledger and its checkpoints."""

    def __init__(
        self,
        folder: RunFolder,
        run: Run,
        source: Source,
        known: Running | None,
        ranks: Ranks,
        every: float,
        say: Callable[[str], None],
    ) -> None:
        self.folder, self.run, self.source = folder, run, source
        self._ranks, self._every, self._say = ranks, every, say
        self._known = known
        self._ledger = Appender(folder.ledger, known.digests, known.size) if known else None
        self.checkpoint: int | None = run.step or None
        """The step of the newest checkpoint."""
        self._due = monotonic() + every
        self._keeps = True
        """Whether the simulation's state is data, which a checkpoint can hold."""
        self.hear: Heard | None = None

    def begin(self) -> None:
        """Write the ledger's first line, where it has none; raise `Unwritable`."""
        if self._ledger is None:
            try:
                self._ledger = Appender(self.folder.ledger)
                self._ledger.begin(self.run, self.source)
                self._ledger.sync()
            except OSError as error:
                raise self._unwritable(error) from error

    @property
    def catching_up(self) -> bool:
        """Whether the steps to come are those that the ledger has already."""
        return self.ledger.steps > self.run.step

    @property
    def ledger(self) -> Appender:
        """The open ledger."""
        assert self._ledger is not None, "the job has not begun"
        return self._ledger

    @property
    def failed(self) -> Stop | None:
        """Why a step could not be made, where one could not; the run may be taken up again."""
        stop = self.run.stopped
        return stop if stop is not None and stop.step == self.run.step else None

    def advance(self, steps: int) -> int:
        """Make steps and write them down; return how many. Raises `Departed`, `Unwritable`."""
        since = self.run.step
        self._ranks.share({"steps": steps})
        made = self.run.advance(steps)
        new = max(since, self.ledger.steps)
        try:
            different = self.ledger.follow(self.run, since)
            if different is not None:
                self._cut(different)
                new = different
                self.ledger.follow(self.run, different)
            if self.run.stopped is not None and not self.failed and not self._stop_is_written():
                self.ledger.stop(self.run.stopped)
        except OSError as error:
            raise self._unwritable(error) from error
        if self.hear is not None and new < self.run.step:
            self.hear(self.run, new)
        return made

    def edit(self, name: str, value: Value) -> None:
        """Change a parameter from the present step on; raise `ValueError` where it cannot be."""
        edit = self.run.checked(name, value)
        if self.run.values[name] == edit.value:
            return
        if self.catching_up:
            raise ValueError("the run makes up for lost steps: change it when it goes on")
        try:
            self.ledger.edit(edit)
            self.ledger.sync()
        except OSError as error:
            raise self._unwritable(error) from error
        self._ranks.share({"edits": [[edit.name, edit.value]]})
        self.run.edit(edit.name, edit.value)

    def checkpoint_if_due(self) -> None:
        """Write a checkpoint where one is due."""
        if monotonic() >= self._due and not self.catching_up:
            self.write_checkpoint()

    def write_checkpoint(self) -> None:
        """Write a checkpoint; what stands in the way is said, and the run goes on without it."""
        run = self.run
        if not self._keeps or run.stopped is not None or run.step in (0, self.checkpoint):
            return  # of what has stopped, the steps before are enough
        start = monotonic()
        try:
            self.ledger.sync()
            checkpoint.write(self.folder.checkpoints, self.run)
            self.checkpoint = self.run.step
        except OSError as error:
            self._say(
                f"no checkpoint at step {self.run.step}: {error.strerror or error}. The one before "
                "is untouched, and another is tried later"
            )
        except UnsavableState as error:
            self._keeps = False
            self._say(f"{error} There will be no checkpoints: resuming computes the run again.")
        now = monotonic()
        self._due = now + max(self._every, PATIENCE * (now - start))

    def close(self) -> None:
        """Bring the ledger to the disk, and let it go."""
        if self._ledger is not None:
            self._ledger.sync()
            self._ledger.close()
            self._ledger = None

    def _stop_is_written(self) -> bool:
        return self._known is not None and self._known.stopped is not None

    def _cut(self, step: int) -> None:
        """Give up the lines from `step` on, where the machine cannot be expected to repeat them."""
        if not on_accelerator(self.run.simulation):
            raise Departed(
                f"step {step} came out differently from its line in {self.folder.ledger.name}, so "
                f"nothing was written.{self._other_facts()}"
            )
        rest = self.ledger.cut(step)
        self._say(
            f"step {step} came out differently this time, as it may on an accelerator: the lines "
            f"from there on were moved to {rest.name}, and the run goes on"
        )

    def _other_facts(self) -> str:
        """Say what is not as it was when the ledger was begun."""
        now, then = facts(), self._known.begun.facts if self._known else {}
        other = [f"{k} {then[k]!r}, now {now[k]!r}" for k in then if k in now and now[k] != then[k]]
        return f" Not as it was then: {'; '.join(other)}" if other else ""

    def _unwritable(self, error: OSError) -> Unwritable:
        return Unwritable(
            f"the ledger cannot be written: {error.strerror or error}. All whole lines are kept: "
            "resume the run when there is room"
        )
