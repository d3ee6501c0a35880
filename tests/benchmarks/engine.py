"""What the engine costs a step, and how fast it goes back in time."""

from __future__ import annotations

import random
from statistics import median
from time import perf_counter

import numpy as np

from tests.benchmarks.report import Row, percentile, spread
from tutor.engine.facts import use_one_thread
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.source import load
from tutor.study.catalog import find

STEPS, REPEATS = 30_000, 7
LONG, SEEKS = 100_000, 200


def descent() -> type:
    """Return the lesson's simulation."""
    use_one_thread()
    lesson = find("gradient-descent")
    return load(Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim))


def overhead() -> Row:
    """A step of the run against a step of the NumPy loop that a learner would write."""
    kind = descent()
    ours, bare, plain = [], [], []
    for _ in range(REPEATS):
        ours.append(_timed(lambda: Run(kind).advance(STEPS)) / STEPS)
        bare.append(_timed(_bare_loop) / STEPS)
        plain.append(_timed(lambda: _simulation_alone(kind)) / STEPS)
    ratio = median(ours) / median(bare)
    alone = f"; simulation alone {spread(plain, 1e6)}"
    return Row(
        "engine overhead a step, gradient-descent: run / bare NumPy loop",
        f"{spread(ours, 1e6)} µs{alone}",
        f"{spread(bare, 1e6)} µs",
        ratio,
        "< 3",
        ratio < 3,
    )


def seek() -> list[Row]:
    """Going to random steps of a long run, and what its history weighs."""
    run = Run(descent())
    run.advance(LONG)
    chooser = random.Random(0)
    times = []
    for _ in range(SEEKS):
        step = chooser.randrange(LONG + 1)
        times.append(_timed(lambda step=step: run.seek(step)) * 1e3)
    p95, size = percentile(times, 0.95), run.nbytes / 2**20
    return [
        Row(
            f"seek in {LONG} steps, p95 ms",
            f"p50 {median(times):.2f}, max {max(times):.2f}",
            "",
            p95,
            "< 50",
            p95 < 50,
        ),
        Row("history of that run, MiB", f"{LONG} steps", "", size, "< 64", size < 64),
    ]


def _bare_loop() -> None:
    curvatures, w = np.array([1.0, 10.0]), np.array([1.0, 1.0])
    lr, losses, path = 0.05, [], []
    for _ in range(STEPS):
        losses.append(0.5 * curvatures @ w**2)
        path.append(w)
        w = w - lr * (curvatures * w)


def _simulation_alone(kind: type) -> None:
    simulation = kind(0)
    for _ in range(STEPS):
        simulation.step()


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    start = perf_counter()
    work()
    return perf_counter() - start
