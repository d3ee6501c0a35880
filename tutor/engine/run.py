"""Run: a seed, the parameter values and the edits made on the way. It repeats bit for bit.

The run stands at `step`: that many records have been made. `advance` goes forward, `seek` goes
anywhere in the known history, `edit` changes a parameter from here on. An edit in the past starts a
branch: the future that was known becomes a ghost, kept for comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.engine import chain
from tutor.engine.ambient import Ambient
from tutor.engine.digests import Digests
from tutor.engine.driving import DriveError
from tutor.engine.edits import Edit, Plan
from tutor.engine.encoding import encode_state
from tutor.engine.history import History
from tutor.engine.keyframes import Keyframes
from tutor.engine.parameters import Value
from tutor.engine.record import RecordError
from tutor.engine.simulation import CannotStep, Simulation
from tutor.engine.snapshot import restore
from tutor.engine.state_digest import state_digest, state_size
from tutor.engine.stops import Stop, not_finite
from tutor.engine.trace import Trace

KEYFRAME_BUDGET = 32 << 20
MOST_GHOSTS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """A future that was given up: its dense columns from step `start` on."""

    start: int
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """What a ledger says of a run's first steps: numbers, and digests (of states: or None)."""

    rows: Sequence[Sequence[float]]
    digests: Sequence[str]
    states: Sequence[str | None]


class Unrepeatable(RuntimeError):
    """A step lived again came out differently: state was out of the snapshot's reach."""


class Run:
    """One simulation, its whole history, and a place in it."""

    def __init__(
        self,
        kind: type[Simulation],
        seed: int = 0,
        values: Mapping[str, Value] | None = None,
        edits: Iterable[Edit] = (),
        keyframe_budget: int = KEYFRAME_BUDGET,
    ) -> None:
        """Begin a run.

        keyframe_budget: bytes of memory for keyframes; with 0 none is taken, the run only goes on,
        and a step that fails leaves the state as the failure left it.
        """
        self.ambient = Ambient(seed)
        """The process-wide generators, as this run has them. To hold it across calls makes them
        cheaper, in a process that serves this run alone."""
        with self.ambient:
            self.simulation = kind(seed, **(values or {}))
        if self.ambient.newcomers():  # torch, loaded just now, drew before it had the run's seed
            self.ambient.forget()
            with self.ambient:
                self.simulation = kind(seed, **(values or {}))
        self.seed = seed
        self.initial = self.simulation.values
        """The parameter values before step 0."""
        self._inputs = kind.parameters()
        self._plan = Plan()
        for edit in edits:
            self._plan.add(Edit(edit.step, edit.name, self._check(edit.name, edit.value)))
        self.step = 0
        self.ghosts: list[Ghost] = []
        self._history = History()
        self._digests = Digests(seed, self.initial)
        self._stop: Stop | None = None
        self._keyframes = Keyframes(keyframe_budget)
        self._not_state = frozenset({*self._inputs, "seed"})
        self._digest_every = chain.spacing(state_size(self.simulation, self._not_state))
        self._apply_edits()

    def __len__(self) -> int:
        """Return how many steps are known, ahead of the present one included."""
        return len(self._history)

    @property
    def values(self) -> dict[str, Value]:
        """The parameter values in force at the present step."""
        return self.simulation.values

    @property
    def edits(self) -> list[Edit]:
        """The edits in order of steps, the ones ahead of the present step included."""
        return self._plan.edits

    @property
    def stopped(self) -> Stop | None:
        """Why the run cannot go on from here, or None."""
        return self._stop if self.step == len(self) else None

    @property
    def columns(self) -> list[str]:
        """The names of the numbers in a record."""
        return self._history.scalars

    @property
    def array_names(self) -> list[str]:
        """The names of the arrays in a record."""
        return list(self._history.arrays)

    @property
    def dense_columns(self) -> list[str]:
        """The names of everything that is kept for every step."""
        return self._history.dense()

    @property
    def trace(self) -> Trace:
        """The finite records up to the present step, for a view."""
        return self._finite_upto(self.step)

    @property
    def records(self) -> Trace:
        """Every record up to the present step, the one that stopped the run included."""
        return self._history.upto(self.step)

    @property
    def known(self) -> Trace:
        """The finite records of the whole known history, ahead of the present step included."""
        return self._finite_upto(len(self))

    def _finite_upto(self, step: int) -> Trace:
        return self._history.upto(step if self._stop is None else min(step, self._stop.step))

    @property
    def nbytes(self) -> int:
        """About the memory held by the history."""
        return self._history.nbytes + self._keyframes.nbytes + self._digests.nbytes

    def digest(self, step: int | None = None) -> str:
        """Return the chained digest, in hex, once `step` records have been made (default: now)."""
        return self._digests.after(self.step if step is None else step).hex()

    def row(self, step: int) -> dict[str, float]:
        """Return the numbers of one record by name."""
        return dict(zip(self.columns, self._history.row(step), strict=True))

    def state_digest(self, step: int) -> str | None:
        """Return the digest of the state after `step`, in hex, where one was taken."""
        state = self._digests.state(step)
        return None if state is None else state.hex()

    def keep(self) -> dict[str, Any]:
        """Return what `take_up` needs beside the ledger, as plain data: for a checkpoint."""
        with self.ambient:
            return {"ambient": self.ambient.now(), "history": self._history.keep()}

    def state_now(self) -> str:
        """Return the digest of the present state, in hex, whether or not the chain takes it."""
        return self._digest_now().hex()

    def take_up(self, kept: Mapping[str, Any], past: Past) -> None:
        """Stand where a checkpoint was taken. The simulation has its state already.

        kept: what `keep` returned. past: the lines of the ledger up to there.
        """
        self._history.take_up(kept["history"], past.rows)
        self._digests.take_up(past.digests, past.states)
        with self.ambient:
            self.ambient.rewind(kept["ambient"])
        self.step = len(past.rows)
        self._apply_edits()

    def advance(self, steps: int = 1) -> int:
        """Go `steps` forward, through known history or beyond it; return how many steps were made.

        It ends early where the run stops. Raises `Unrepeatable` when known history does not come
        out the same.
        """
        start = self.step
        with self.ambient, np.errstate(all="ignore"):
            while self.step < start + steps and (self._stop is None or self.stopped is None):
                self._live()
        return self.step - start

    def seek(self, step: int) -> None:
        """Stand at `step` (0 to len(self)): restore the nearest keyframe, live the rest again."""
        if not 0 <= step <= len(self):
            raise ValueError(f"no step {step}: this run has steps 0 to {len(self)}")
        if not self._keyframes.budget:
            if step != self.step:
                raise ValueError("this run only goes on: it keeps nothing to step back to")
            return
        # at least one record is lived again, so that the large arrays at hand are this step's
        frame = self._keyframes.at_or_before(max(step - 1, 0)) if len(self) else None
        if step == self.step or frame is None:
            return
        if not frame.step <= self.step < step:
            self._stand(frame.step)
        self.advance(step - self.step)

    def edit(self, name: str, value: Value) -> Edit | None:
        """Set a parameter from the present step on; return the edit, or None where nothing changes.

        With known history ahead this starts a branch. Raises `ValueError` for an unknown name, a
        value that is not allowed, a parameter that shapes the first state, and a run that has
        stopped.
        """
        edit = self.checked(name, value)
        if self.values[name] == edit.value:
            return None
        self.branch()
        self._plan.add(edit)
        self._apply_edits()
        return edit

    def checked(self, name: str, value: Value) -> Edit:
        """Return the edit that `edit` would make; raises as it does."""
        edit = Edit(self.step, name, self._check(name, value))
        if self.stopped is not None and self.values[name] != edit.value:
            raise ValueError(
                f"the run stopped at step {self.stopped.step}: go back before changing {name}"
            )
        return edit

    def branch(self) -> None:
        """Give up the known future, if there is one: it becomes a ghost, and the run is open."""
        if self.step == len(self):
            return
        start = max(self.step - 1, 0)
        future = self.known
        if len(future) > self.step:
            columns = {name: future[name][start:].copy() for name in self.dense_columns}
            self.ghosts = [*self.ghosts, Ghost(start, columns)][-MOST_GHOSTS:]
        self._plan.cut(self.step)
        self._history.cut(self.step)
        self._keyframes.cut(self.step)
        self._digests.cut(self.step)
        self._stop = None

    def _live(self) -> None:
        """Make the record of the present step and move on, or stop where the step itself fails."""
        step = self.step
        if self._keyframes.due(step):
            self._keyframes.take(step, self.simulation, self.ambient.now())
        try:
            record = self.simulation.step()
            numbers, finite = self._history.write(step, record)
        except Exception as error:  # a lesson's or a learner's own code may raise anything
            if step < len(self):
                raise self._unrepeatable(step) from error
            known = isinstance(error, RecordError | DriveError | CannotStep)
            failed = f"step {step} failed: {type(error).__name__}: {error}"
            return self._fail(step, str(error) if known else failed)
        self._seal(step, numbers)
        if not finite:
            self._stop = not_finite(self.simulation, self._history.upto(step + 1), self.row(step))
        self.step = step + 1
        if self._plan.edits:
            self._apply_edits()

    def _seal(self, step: int, numbers: bytes) -> None:
        """Chain the digest of `step`, or hold it against the one that is known."""
        state = b""
        if step % self._digest_every == 0:
            state = self._digest_now()
        edits = self._plan.at(step) if self._plan.edits else ()
        if not self._digests.seal(step, edits, numbers, state):
            raise self._unrepeatable(step)

    def _digest_now(self) -> bytes:
        if self._digest_every == 1:  # a small state: joining it costs less than a call a piece
            return chain.digest(encode_state(self.simulation, self._not_state))
        return state_digest(self.simulation, self._not_state)

    def _unrepeatable(self, step: int) -> Unrepeatable:
        return Unrepeatable(
            f"step {step} of {type(self.simulation).__name__} came out differently the second "
            "time: it keeps state outside its attributes (a module's global, a closure, a "
            "file) or draws from a generator that is not self.rng(name)"
        )

    def _stand(self, step: int) -> None:
        """Restore the newest keyframe that is not after `step`."""
        frame = self._keyframes.at_or_before(step)
        restore(self.simulation, frame.snapshot)
        with self.ambient:
            self.ambient.rewind(frame.ambient)
        self.step = frame.step
        self._apply_edits()

    def _fail(self, step: int, reason: str) -> None:
        """Stop before `step`, which raised, in the clean state that it began with."""
        self._history.cut(step)
        self._stop = Stop(step, reason)
        if not self._keyframes.budget:
            return
        self._stand(step)
        while self.step < step:
            try:
                self.simulation.step()
            except Exception as error:
                raise self._unrepeatable(self.step) from error
            self.step += 1
            self._apply_edits()

    def _check(self, name: str, value: Value) -> Value:
        parameters = self._inputs
        if name not in parameters:
            raise ValueError(f"no parameter {name}: there are {', '.join(parameters) or 'none'}")
        if parameters[name].resets:
            raise ValueError(f"{name} shapes the first state: it takes a new run, not an edit")
        checked: Value = parameters[name].check(value)
        return checked

    def _apply_edits(self) -> None:
        for edit in self._plan.at(self.step):
            self.simulation.__dict__[edit.name] = edit.value
