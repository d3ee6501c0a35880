"""A session: one run under a learner's hands. Orders come in, frames go out, steps are made in
between.

This is what the worker does, without the process around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from tutor.engine import ledger, looks
from tutor.engine.departure import first_difference
from tutor.engine.dress import panels
from tutor.engine.driving import Driver
from tutor.engine.edits import Edit
from tutor.engine.facts import use_one_thread
from tutor.engine.frame import Frame
from tutor.engine.pace import Pace
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source, receipt_of, to_json
from tutor.engine.run import Ghost, Run, Unrepeatable
from tutor.engine.simulation import Simulation
from tutor.engine.snapshot import UnsavableState
from tutor.engine.source import load

LONGEST = 1_000_000
"""Steps after which a playing run pauses by itself, so that a forgotten one does not fill the
memory.
"""


class Session:
    """One open lesson: its simulation, its run, and whether it plays."""

    def __init__(self) -> None:
        self._kind: type[Simulation] | None = None
        self._source = Source("", "", "", "")
        self._run: Run | None = None
        self._held = ExitStack()
        """Keeps the generators with the run between its steps: nobody else here draws from them."""
        self._playing = False
        self._until: float = inf
        self._pace = Pace()
        self._notice = ""
        self._orders: dict[str, Callable[..., Any]] = {
            "open": self.open,
            "play": self.play,
            "pause": self.pause,
            "advance": self.advance,
            "seek": self.seek,
            "move": self.move,
            "set": self.set,
            "restart": self.restart,
            "drive": self.drive,
            "speed": self.speed,
            "frame": self.frame,
            "outcome": self.outcome,
            "series": self.series,
            "parameters": self.parameters,
            "receipt": self.receipt,
            "save": self.save,
        }

    def obey(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order; answer with `frame`, `value`, or `error` and a sentence."""
        content = dict(message)
        number, name = content.pop("number", None), content.pop("do", None)
        order = self._orders.get(str(name))
        if order is None:
            return {"number": number, "error": f"no order is called {name!r}"}
        try:
            value = order(**content)
            if value is None:
                value = self.look()
        except (ValueError, TypeError, ImportError, OSError, LookupError) as error:
            return {"number": number, "error": str(error)}
        except (Unrepeatable, UnsavableState) as error:
            self._playing = False
            return {"number": number, "error": str(error)}
        except Exception as error:  # a lesson's or a learner's own code may raise anything
            return {"number": number, "error": f"{name} failed: {type(error).__name__}: {error}"}
        if isinstance(value, Frame):
            return {"number": number, "frame": value.to_message()}
        return {"number": number, "value": value}

    @property
    def run(self) -> Run:
        """The open run."""
        if self._run is None:
            raise ValueError("no lesson is open")
        return self._run

    def open(
        self,
        source: list[Any],
        seed: int = 0,
        values: Mapping[str, Value] | None = None,
        edits: list[list[Any]] | None = None,
        step: int = 1,
    ) -> None:
        """Load a simulation and stand at `step`, by default at its first record."""
        self._source = _source(source)
        self._playing, self._run, self._pace = False, None, Pace()
        self._kind = load(self._source)
        use_one_thread()
        self._take(Run(self._kind, seed, values, [Edit(*edit) for edit in edits or ()]))
        self.run.advance(max(1, step))

    def play(self, until: int | None = None) -> None:
        """Let the run go on by itself, to step `until` at most."""
        stopped = self.run.stopped
        if stopped is not None:
            raise ValueError(f"{stopped.reason} Step back, or restart.")
        self._until = inf if until is None else until
        self._playing = self.run.step < self._until
        self._pace.start()

    def pause(self) -> None:
        """Stand still."""
        self._playing = False

    def advance(self, steps: int = 1) -> None:
        """Make some steps now."""
        self._playing = False
        self.run.advance(steps)

    def seek(self, step: int) -> None:
        """Stand at a step of the known history; the first record always stays in sight."""
        self._playing = False
        self.run.seek(min(max(step, 1), len(self.run)))

    def move(self, steps: int) -> None:
        """Go some steps back (negative) or forward in the known history."""
        self.seek(self.run.step + steps)

    def set(self, name: str, value: Value) -> None:
        """Change a parameter: an edit where the run can take one, a new run where it cannot."""
        run = self.run
        parameter = type(run.simulation).parameters().get(name)
        fresh = len(run) <= 1  # nothing has happened that an edit could come after
        if parameter is not None and (parameter.resets or fresh or run.stopped is not None):
            checked = parameter.check(value)
            if run.values[name] != checked:
                playing = self._playing
                self._replace(run.seed, {**run.values, name: checked})
                self._playing = playing
        else:
            run.edit(name, value)

    def restart(self, seed: int | None = None, values: Mapping[str, Value] | None = None) -> None:
        """Begin again with the present values, changed by `values`, and this seed or another."""
        run = self.run
        changed = {**run.values, **(values or {})}
        self._replace(run.seed if seed is None else seed, changed)
        self._playing = False

    def drive(self, source: list[Any]) -> None:
        """Make the whole run again with other code in it, and say where it first differs."""
        old, source_now = self.run, _source(source)
        self._kind = load(source_now)
        self._source = source_now
        self._playing = False
        run = Run(self._kind, old.seed, old.initial, old.edits)
        run.advance(len(old))
        self._notice = first_difference(old, run)
        run.ghosts = [Ghost(0, {name: old.known[name] for name in old.dense_columns})]
        self._take(run)

    def speed(self, steps_per_second: float | None) -> None:
        """Set the pace; None is as fast as it goes."""
        self._pace = Pace(steps_per_second)

    def outcome(self, values: Mapping[str, Value], steps: int, probe: str) -> Any:
        """Return what the simulation's method `probe` says of a run of its own."""
        if self._kind is None:
            raise ValueError("no lesson is open")
        run = Run(self._kind, 0, values)
        run.advance(steps)
        return getattr(run.simulation, probe)(run.trace)

    def series(self) -> dict[str, Any]:
        """Return every number of the finite records up to the present step, a column each."""
        return looks.series(self.run)

    def parameters(self) -> list[dict[str, Any]]:
        """Return the declarations of the simulation's parameters."""
        return looks.declared(self.run)

    def receipt(self) -> dict[str, Any]:
        """Return the receipt of the run as it stands."""
        return to_json(receipt_of(self.run, self._source))

    def save(self, path: str) -> str:
        """Write the ledger of the run to `path`."""
        ledger.write(Path(path), self.run, receipt_of(self.run, self._source))
        return path

    def frame(self) -> Frame:
        """Return where the run stands, with its panels."""
        return replace(self.look(), panels=panels(self.run))

    def look(self) -> Frame:
        """Return where the run stands."""
        notice, self._notice = self._notice, ""
        return looks.look(self.run, self._playing, self._pace.steps_per_second, notice)

    def rest(self) -> float | None:
        """Return how many seconds `work` may wait; None while nothing plays."""
        if not self._playing:
            return None
        return self._pace.rest()

    def work(self) -> None:
        """Make the steps that are due, for a short while at most."""
        if not self._playing:
            return
        try:
            self._pace.go(self._advance)
        except (Unrepeatable, UnsavableState) as error:
            self._playing, self._notice = False, str(error)
        run = self.run
        if run.stopped is not None or run.step >= self._until:
            self._playing = False
        elif run.step >= LONGEST:
            self._playing = False
            self._notice = f"Paused after {run.step} steps. Restart to go on."

    def _advance(self, steps: int) -> int:
        """Advance the run, to where it may play at most."""
        room = min(steps, self._until - self.run.step, LONGEST - self.run.step)
        return self.run.advance(int(max(0, room)))

    def _replace(self, seed: int, values: Mapping[str, Value]) -> None:
        """Put a new run in the old one's place, and keep the old one's curves as a ghost."""
        old = self.run
        run = Run(type(old.simulation), seed, values)
        known = old.known
        if len(known) > 1:
            run.ghosts = [Ghost(0, {name: known[name] for name in old.dense_columns})]
        else:
            run.ghosts = old.ghosts
        self._take(run)
        run.advance(1)

    def _take(self, run: Run) -> None:
        """Make `run` the one that this session is about."""
        self._held.close()
        self._held.enter_context(run.ambient)
        self._run = run


def _source(listed: list[Any]) -> Source:
    """Read where a simulation comes from, as the client writes it."""
    lesson, code, path, name, *drivers = listed
    found = tuple(Driver(**driver) for driver in (drivers[0] if drivers else ()))
    return Source(lesson, code, path, name, found)
