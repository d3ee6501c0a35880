"""What it costs a training to be able to die at any moment, and how fast its ledger is replayed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from tests.benchmarks.report import Row, spread
from tutor.engine.detached_job import Job
from tutor.engine.facts import use_one_thread
from tutor.engine.pace import Pace
from tutor.engine.ranks import Alone
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.run_folder import RunFolder
from tutor.engine.source import load
from tutor.lab.programs import program
from tutor.study.catalog import find
from tutor.study.driving import source_of

SECONDS = 60.0
BLOCK, BLOCKS = 20, 8
QUIET = {"every": 100_000}
"""No look at the validation text after the first step: steps like one another."""


class Timed(Run):
    """A run that counts the seconds of its own steps."""

    stepping = 0.0

    def advance(self, steps: int = 1) -> int:
        """Make steps, and count how long they take."""
        start = perf_counter()
        made = super().advance(steps)
        self.stepping += perf_counter() - start
        return made


def rows() -> list[Row]:
    """The share of a training's time that ledger and checkpoints take, and replay's speed."""
    use_one_thread()
    gpt = program("gpt")
    return [
        _share("a GPT 4/4/128/64/12", gpt, QUIET, SECONDS),
        _share("a lesson's small network (backprop)", source_of(find("backprop")), {}, SECONDS / 3),
        _replay(gpt, QUIET),
    ]


def _share(what: str, source: Source, values: dict[str, int], seconds: float) -> Row:
    """The share of the time that is not spent in steps, with checkpoints as often as may be."""
    written = 0
    with _job(source, values) as job:
        run = job.run
        assert isinstance(run, Timed)
        run.stepping, start = 0.0, perf_counter()
        pace = Pace()  # the process makes as many steps in one go as fit between two looks around
        while perf_counter() - start < seconds:
            pace.go(job.advance)
            before = job.checkpoint
            job.checkpoint_if_due()
            written += job.checkpoint != before
        share = 1 - run.stepping / (perf_counter() - start)
    return Row(
        f"ledger and checkpoints, share of the time of {what}, %",
        f"{written} checkpoints in {seconds:.0f} s",
        "",
        100 * share,
        "<= 3",
        share <= 0.03,
    )


def _replay(source: Source, values: dict[str, int]) -> Row:
    """Steps as `replay` makes them, keyframes included, against the training's own."""
    again = Run(load(source), 0, values)
    again.advance(5)
    ours, theirs = [], []
    with _job(source, values) as job:
        for _ in range(BLOCKS):
            ours.append(_seconds(again.advance))
            theirs.append(_seconds(job.advance))
    ratio = median(theirs) / median(ours)
    return Row(
        "replay of that GPT's ledger: its speed / the training's",
        f"{spread(ours, 1e3)} ms a step",
        f"{spread(theirs, 1e3)} ms a step",
        ratio,
        ">= 0.95",
        ratio >= 0.95,
    )


@contextmanager
def _job(source: Source, values: dict[str, int]) -> Iterator[Job]:
    """A training as a detached run makes it, five steps old; a checkpoint is due each second."""
    with tempfile.TemporaryDirectory() as folder:
        run = Timed(load(source), 0, values, keyframe_budget=0)
        job = Job(RunFolder(Path(folder)), run, source, None, Alone(), 1.0, print)
        with run.ambient:
            job.begin()
            job.advance(5)
            yield job
        job.close()


def _seconds(advance: Callable[[int], int]) -> float:
    """Seconds of the processor that a step takes."""
    start = process_time()
    advance(BLOCK)
    return (process_time() - start) / BLOCK
