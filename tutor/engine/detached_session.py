"""A detached run under the hands of many: what may be asked of it, and how it moves in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tutor.engine import ledger, looks, run_status
from tutor.engine.detached_job import Departed, Job, Unwritable
from tutor.engine.dress import panels
from tutor.engine.frame import Frame
from tutor.engine.pace import Pace
from tutor.engine.parameters import Value
from tutor.engine.process_memory import device_memory, device_room, resident
from tutor.engine.rate import Rate
from tutor.engine.receipt import receipt_of, to_json
from tutor.engine.run import Run
from tutor.engine.run_status import Status
from tutor.engine.throughput import seconds_left, utilisation
from tutor.engine.told import Told

ONLY_ON = (
    "a detached run only goes on: it cannot {0}. `mlpath-tutor replay` computes its ledger again, "
    "and the lesson itself can be rewound"
)
NEVER = {
    "open": "be opened anew",
    "seek": "go to another step",
    "move": "go back",
    "restart": "begin again",
    "drive": "change its code",
    "outcome": "try something else beside it",
}


class DetachedSession:
    """One detached run: it plays until it has made its steps, is paused, or cannot go on."""

    def __init__(self, job: Job, steps: int, nproc: int = 1) -> None:
        self._job = job
        self.steps = steps
        self._nproc = nproc
        self._playing = True
        self._pace = Pace()
        self._rate = Rate()
        self.ended = ""
        """The state that the run has ended in, or nothing."""
        self.said = ""
        """A sentence about where the run stands, for the status."""
        self._notice = ""
        self._told = Told(job.run.simulation)
        self._orders: dict[str, Callable[..., Any]] = {
            "status": self.status_message,
            "pause": self.pause,
            "play": self.play,
            "advance": self.advance,
            "set": self.set,
            "speed": self.speed,
            "stop": self.stop,
            "frame": self.frame,
            "series": self.series,
            "parameters": self.parameters,
            "receipt": self.receipt,
            "save": self.save,
        }

    @property
    def run(self) -> Run:
        """The run."""
        return self._job.run

    def obey(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order; answer with `frame`, `value`, or `error` and a sentence."""
        content = dict(message)
        number, name = content.pop("number", None), str(content.pop("do", None))
        if name in NEVER:
            return {"number": number, "error": ONLY_ON.format(NEVER[name])}
        order = self._orders.get(name)
        if order is None:
            return {"number": number, "error": f"no order is called {name!r}"}
        try:
            value = order(**content)
        except Unwritable as error:
            self._end(run_status.FAILED, str(error))
            return {"number": number, "error": str(error)}
        except (ValueError, TypeError, OSError, LookupError) as error:
            return {"number": number, "error": str(error)}
        except Exception as error:  # a lesson's own code may raise anything
            return {"number": number, "error": f"{name} failed: {type(error).__name__}: {error}"}
        if value is None:
            value = self.look()
        if isinstance(value, Frame):
            return {"number": number, "frame": value.to_message()}
        return {"number": number, "value": value}

    def pause(self) -> None:
        """Stand still, and keep where the run stands."""
        self._playing = False
        self._job.write_checkpoint()

    def play(self, until: int | None = None) -> None:
        """Go on. until: ignored, a detached run goes on to its last step."""
        self._playing = True
        self._pace.start()
        self._rate = Rate()

    def advance(self, steps: int = 1) -> None:
        """Make some steps now, and stand still."""
        self._playing = False
        self._move(max(1, steps))

    def set(self, name: str, value: Value) -> None:
        """Change a parameter that may change under way; it is written down before it is done."""
        self._job.edit(name, value)

    def speed(self, steps_per_second: float | None) -> None:
        """Set the pace; None is as fast as it goes."""
        self._pace = Pace(steps_per_second)

    def stop(self) -> None:
        """End the process, with a checkpoint from which the run can be resumed."""
        self._end(run_status.STOPPED, "")

    def frame(self) -> Frame:
        """Return where the run stands, with its panels."""
        return replace(self.look(), panels=panels(self.run))

    def series(self) -> dict[str, Any]:
        """Return every number of the finite records up to the present step, a column each."""
        return looks.series(self.run)

    def parameters(self) -> list[dict[str, Any]]:
        """Return the declarations of the simulation's parameters."""
        return looks.declared(self.run)

    def receipt(self) -> dict[str, Any]:
        """Return the receipt of the run as it stands."""
        return to_json(receipt_of(self.run, self._job.source))

    def save(self, path: str) -> str:
        """Write the ledger of the run so far to `path`, with its receipt as the first line."""
        ledger.write(Path(path), self.run, receipt_of(self.run, self._job.source))
        return path

    def look(self) -> Frame:
        """Return where the run stands."""
        notice, self._notice = self._notice, ""
        return looks.look(
            self.run, self._playing and not self.ended, self._pace.steps_per_second, notice
        )

    def status_message(self) -> dict[str, Any]:
        """Return the status as data."""
        return self.status().to_message()

    def status(self) -> Status:
        """Return where the run stands, how fast it goes and how long it will take."""
        run, rate = self.run, self._rate.per_second if self._playing else 0.0
        told, (peak, source) = self._told, self._told.peak
        flops = told.each_second("flops_per_step", rate)
        going = run_status.RUNNING if self._playing else run_status.PAUSED
        return Status(
            state=self.ended or going,
            step=run.step,
            steps=self.steps,
            numbers=run.row(run.step - 1) if run.step else {},
            steps_per_second=rate,
            seconds_left=None if self.ended else seconds_left(self.steps - run.step, rate),
            checkpoint=self._job.checkpoint,
            memory=resident(),
            device_memory=device_memory(),
            device_room=device_room(),
            device=told.device,
            tokens_per_second=told.each_second("symbols_per_step", rate),
            flops_per_second=flops,
            peak_flops_per_second=peak,
            peak_source=source,
            utilisation=utilisation(flops, peak, self._nproc),
            edits=len(run.edits),
            pid=os.getpid(),
            nproc=self._nproc,
            said=self.said,
        )

    def look_at_the_end(self) -> None:
        """End at once where there is nothing left to do."""
        if self.run.step >= self.steps or self.run.stopped is not None:
            self._move(0)

    def rest(self) -> float | None:
        """Return how many seconds `work` may wait; None while nothing plays."""
        return self._pace.rest() if self._playing and not self.ended else None

    def work(self) -> None:
        """Make the steps that are due, for a short while at most, and a checkpoint where one is."""
        if self.ended:
            return
        if self._playing:
            self._pace.go(self._move)
        if not self.ended:
            self._job.checkpoint_if_due()

    def _move(self, steps: int) -> int:
        """Make steps, to the last one at most."""
        room = max(0, min(steps, self.steps - self.run.step))
        try:
            made = self._job.advance(room) if room else 0
        except (Departed, Unwritable) as error:
            self._end(run_status.FAILED, str(error))
            return 0
        self._rate.made(made)
        stop = self.run.stopped
        if self._job.failed is not None:
            self._end(run_status.FAILED, self._job.failed.reason)
        elif stop is not None:
            self._end(run_status.DIVERGED, stop.reason)
        elif self.run.step >= self.steps:
            self._end(run_status.FINISHED, "")
        return made

    def _end(self, state: str, said: str) -> None:
        self.ended, self.said, self._playing = state, said, False
