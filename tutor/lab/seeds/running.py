"""Making one run with several seeds, side by side in worker processes.

They are the workers that a lesson runs in: one thread each, at lower priority, with the learner's
code in them if the recipe has any. What comes back are numbers over a socket. A worker that dies
takes one seed with it, and another worker goes on with the rest.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from tutor.engine.frame import from_message
from tutor.engine.spawn import Worker, spawn
from tutor.engine.wire import Reader, WireError, pack
from tutor.lab.environment import cores
from tutor.lab.seeds.sample import LostSeed, Recipe, Sample, SeedRun

Told = Callable[[SeedRun | LostSeed], None]


def other_seeds(number: int, besides: Iterable[int] = ()) -> list[int]:
    """Return the first `number` seeds from 0 on that are not among `besides`."""
    taken = set(besides)
    fresh: Iterator[int] = (seed for seed in count() if seed not in taken)
    return list(islice(fresh, number))


async def run_seeds(
    recipe: Recipe,
    seeds: Iterable[int],
    jobs: int | None = None,
    told: Told | None = None,
    log: Path | None = None,
) -> Sample:
    """Run the recipe once a seed, `jobs` at a time (default: one a core).

    told: called with each seed's result as it comes. log: takes what the runs print. Cancelling
    ends every worker.
    """
    waiting = deque(seeds)
    done: list[SeedRun | LostSeed] = []

    async def work() -> None:
        line: _Line | None = None
        try:
            while waiting:
                seed = waiting.popleft()
                try:
                    line = line or await _Line.open(log)
                    result = await line.run(recipe, seed)
                except OSError as error:  # no room for another process
                    result = LostSeed(seed, f"its process cannot be started: {error}")
                except _WorkerLost as loss:
                    result = LostSeed(seed, f"its process {loss}")
                    if line is not None:
                        line.close()
                    line = None
                done.append(result)
                if told is not None:
                    told(result)
        finally:
            if line is not None:
                line.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(min(jobs or cores(), len(waiting))):
            group.create_task(work())
    return sample_of(done)


def sample_of(results: Iterable[SeedRun | LostSeed]) -> Sample:
    """Return the results as a sample, in order of their seeds."""
    ordered = sorted(results, key=lambda result: result.seed)
    return Sample(
        [one for one in ordered if isinstance(one, SeedRun)],
        [one for one in ordered if isinstance(one, LostSeed)],
    )


class _WorkerLost(Exception):
    """The worker is gone; the message says how, as in "was ended by SIGKILL"."""


class _Line:
    """A worker, and the talk with it: one question, one answer."""

    def __init__(
        self, worker: Worker, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._worker, self._reader, self._writer = worker, reader, writer
        self._wire = Reader()

    @classmethod
    async def open(cls, log: Path | None) -> _Line:
        """Start a worker."""
        worker = spawn(log)
        try:
            return cls(worker, *await asyncio.open_connection(sock=worker.peer))
        except BaseException:
            worker.end()
            raise

    async def run(self, recipe: Recipe, seed: int) -> SeedRun | LostSeed:
        """Make one seed's run; raise `_WorkerLost` when the worker dies over it."""
        opened = await self._ask(
            {
                "do": "open",
                "source": list(asdict(recipe.source).values()),
                "seed": seed,
                "values": dict(recipe.values),
                "edits": [[edit.step, edit.name, edit.value] for edit in recipe.edits],
                "step": recipe.steps,
            }
        )
        if "error" in opened:
            return LostSeed(seed, opened["error"])
        answer = await self._ask({"do": "series"})
        if "error" in answer:
            return LostSeed(seed, answer["error"])
        columns = {n: np.asarray(y, np.float64) for n, y in answer["value"].items()}
        return SeedRun(seed, columns, from_message(opened["frame"]).stopped)

    def close(self) -> None:
        """End the worker, in the middle of a step if need be."""
        self._writer.close()
        self._worker.end()

    async def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            self._writer.write(pack({**order, "number": 0}))
            await self._writer.drain()
            while data := await self._reader.read(1 << 20):
                for answer in self._wire.feed(data):
                    return dict(answer)
        except (OSError, WireError, TypeError) as error:
            raise _WorkerLost(f"{self._worker.fate()} ({error})") from error
        raise _WorkerLost(self._worker.fate())
