"""The client: the app's side of the socket. It asks, and the worker answers; nothing is ever
pushed.

A worker that dies or hangs is replaced and the run built again from its seed, values and edits. The
caller sees the answer to what it asked, and a notice that says what happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from tutor.engine import parameters, run_status
from tutor.engine.edits import Edit
from tutor.engine.frame import Frame, from_message
from tutor.engine.parameters import Parameter, Value
from tutor.engine.receipt import Source
from tutor.engine.run_status import Status
from tutor.engine.spawn import Computing, spawn
from tutor.engine.wire import Reader, WireError, pack

PATIENCE = 30.0
"""Seconds without an answer after which a worker counts as hung."""


class Refused(ValueError):
    """The worker said no; the message is a sentence for the learner."""


class WorkerDied(RuntimeError):
    """The worker ended twice over the same order."""


class Client:
    """A run in another process. Every method returns once the worker has carried it out."""

    def __init__(
        self,
        worker: Computing | None = None,
        start: Callable[[], Computing] = spawn,
        patience: float = PATIENCE,
    ) -> None:
        self._worker = worker
        self._start = start
        self._patience = patience
        self._source: Source | None = None
        self._last: Frame | None = None
        self._until: int | None = None
        self._lock = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._wire = Reader()
        self._number = 0
        self._notice = ""
        self._died = ""
        """How the last worker ended, until another has taken its place."""
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None before it is started."""
        return self._worker.pid if self._worker else None

    async def open(
        self,
        source: Source,
        seed: int = 0,
        values: Mapping[str, Value] | None = None,
        edits: Iterable[Edit] = (),
    ) -> Frame:
        """Load a lesson's simulation and stand at its first record; edits come at their steps."""
        self._source, self._last = source, None
        order = {"source": _listed(source), "seed": seed, "values": dict(values or {})}
        return await self._frame("open", **order, edits=_as_lists(edits))

    async def play(self, until: int | None = None) -> Frame:
        """Let the run go on, to step `until` at most."""
        self._until = until
        return await self._frame("play", until=until)

    async def pause(self) -> Frame:
        """Stand still."""
        return await self._frame("pause")

    async def advance(self, steps: int = 1) -> Frame:
        """Make some steps and stand still."""
        return await self._frame("advance", steps=steps)

    async def seek(self, step: int) -> Frame:
        """Stand at a step of the known history."""
        return await self._frame("seek", step=step)

    async def move(self, steps: int) -> Frame:
        """Go some steps back (negative) or forward in the known history."""
        return await self._frame("move", steps=steps)

    async def set(self, name: str, value: Value) -> Frame:
        """Change a parameter; raises `Refused` saying what is allowed."""
        return await self._frame("set", name=name, value=value)

    async def restart(
        self, seed: int | None = None, values: Mapping[str, Value] | None = None
    ) -> Frame:
        """Begin again, with the same seed or another."""
        return await self._frame("restart", seed=seed, values=dict(values or {}))

    async def drive(self, source: Source) -> Frame:
        """Make the run again with other code in it; the frame's notice says where they differ."""
        # a worker that hangs on the code of before is replaced by one that never sees it
        before, self._source = self._source, source
        try:
            return await self._frame("drive", source=_listed(source))
        except Refused:
            self._source = before
            raise

    async def speed(self, steps_per_second: float | None) -> Frame:
        """Set the pace; None is as fast as it goes."""
        return await self._frame("speed", steps_per_second=steps_per_second)

    async def frame(self) -> Frame:
        """Return where the run stands, with its panels."""
        return await self._frame("frame")

    async def outcome(self, values: Mapping[str, Value], steps: int, probe: str) -> Any:
        """Return what a probe says of a run of its own."""
        return await self._value("outcome", values=dict(values), steps=steps, probe=probe)

    async def parameters(self) -> list[Parameter[Any]]:
        """Return the open simulation's parameters, to check and format values on this side."""
        return [parameters.from_message(message) for message in await self._value("parameters")]

    async def receipt(self) -> dict[str, Any]:
        """Return the run's receipt as JSON."""
        content: dict[str, Any] = await self._value("receipt")
        return content

    async def status(self) -> Status:
        """Return how a detached run is; a lesson's worker has no status, and refuses."""
        return run_status.from_message(await self._value("status"))

    async def save(self, path: str) -> None:
        """Write the run's ledger to a file; raises `Refused` with what the system said."""
        await self._value("save", path=path)

    def close(self) -> None:
        """End the worker, for good: an order that is under way or comes later is refused."""
        self._closed = True
        self._drop()

    def _drop(self) -> None:
        """Let the worker go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    async def _frame(self, do: str, **order: Any) -> Frame:
        answer = await self._ask({"do": do, **order})
        frame = from_message(answer["frame"])
        notice, self._notice = self._notice, ""
        if notice:
            frame = replace(frame, notice=" ".join(filter(None, [notice, frame.notice])))
        self._last = frame
        return frame

    async def _value(self, do: str, **order: Any) -> Any:
        return (await self._ask({"do": do, **order}))["value"]

    async def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Send an order and return the answer, over the worker's dead body if need be."""
        async with self._lock:
            try:
                if self._died:
                    await self._revive()
                answer = await self._exchange(order)
            except _Lost as loss:
                self._died = str(loss)
                try:
                    await self._revive()
                    answer = await self._exchange(order)
                except _Lost as again:
                    self._died = str(again)
                    self._drop()
                    raise WorkerDied(
                        f"The process that computes {again}, twice, over the order "
                        f"{order['do']!r}. The next order starts another."
                    ) from again
        if "error" in answer:
            raise Refused(answer["error"])
        return answer

    async def _exchange(self, order: dict[str, Any]) -> dict[str, Any]:
        if self._closed:
            raise Refused("This lesson has been left.")
        if self._streams is None:
            await self._connect()
        assert self._streams is not None
        reader, writer = self._streams
        self._number += 1
        try:
            message = pack({**order, "number": self._number})
        except WireError as error:
            raise Refused(str(error)) from error
        try:
            writer.write(message)
            await writer.drain()
            async with asyncio.timeout(self._patience):
                while True:
                    data = await reader.read(1 << 20)
                    if not data:
                        raise ConnectionResetError
                    for answer in self._wire.feed(data):
                        if answer["number"] == self._number:
                            return dict(answer)
        except TimeoutError:
            raise _Lost(f"did not answer for {self._patience:g} seconds") from None
        except (OSError, WireError, TypeError, KeyError):
            fate = self._worker.fate() if self._worker else "is gone"
            raise _Lost(fate) from None

    async def _connect(self) -> None:
        if self._worker is None:
            self._worker = self._start()
        self._wire = Reader()
        self._streams = await asyncio.open_connection(sock=self._worker.peer)

    async def _revive(self) -> None:
        """Start another worker and build the run again where it was last seen."""
        self._drop()
        fate, self._died = self._died, ""
        last = self._last
        if self._source is None or last is None:
            return
        order = {
            "do": "open",
            "source": _listed(self._source),
            "seed": last.seed,
            "values": dict(last.initial),
            "edits": _as_lists(last.edits),
            "step": last.step,
        }
        await self._exchange(order)
        await self._exchange({"do": "speed", "steps_per_second": last.speed})
        if last.playing:
            await self._exchange({"do": "play", "until": self._until})
        self._notice = (
            f"The process that computes {fate}. "
            f"A new one has rebuilt the run to step {last.step - 1}."
        )


class _Lost(Exception):
    """The worker is gone or hangs; the message completes "The process that computes …"."""


def _listed(source: Source) -> list[str]:
    return list(asdict(source).values())


def _as_lists(edits: Iterable[Edit]) -> list[list[Value]]:
    return [[edit.step, edit.name, edit.value] for edit in edits]
