"""Four panels that move, in the app as it is and in the app with plotext's panels."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.report import Row, percentile
from tests.benchmarks.samples import read_samples
from tests.benchmarks.terminal import Screen, play, time_keys

FOUR = Path(__file__).parent / "lessons" / "m05_four_panels"
SECONDS = 8.0
ROUNDS = 3


class Measured(NamedTuple):
    """One round: frames a second, CPU milliseconds a frame, and of each key until it was seen."""

    fps: float
    cpu: float
    keys: list[float]


def rows() -> list[Row]:
    """Both sides in turn, at 120x40."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_measure(20))
        theirs.append(_measure(4, "plotext"))
    fps, their_fps = (median(x.fps for x in side) for side in (ours, theirs))
    cpu, their_cpu = (median(x.cpu for x in side) for side in (ours, theirs))
    keys, their_keys = ([ms for x in side for ms in x.keys] for side in (ours, theirs))
    p50, p95 = median(keys), percentile(keys, 0.95)
    compared = f"p50 {median(their_keys):.0f}, p95 {percentile(their_keys, 0.95):.0f}"
    title = "four panels, 120x40"
    return [
        Row(f"{title}: frames/s", f"{fps:.1f}", f"{their_fps:.1f}", fps, "≥ 28", fps >= 28),
        Row(
            f"{title}: CPU ms a frame, plotext / ours",
            f"{cpu:.1f}",
            f"{their_cpu:.1f}",
            their_cpu / cpu,
            "≥ 15",
            their_cpu / cpu >= 15,
        ),
        Row(
            f"{title}: key to visible, p50 ms", f"{len(keys)} keys", compared, p50, "< 35", p50 < 35
        ),
        Row(
            f"{title}: key to visible, p95 ms",
            f"max {max(keys):.0f}",
            compared,
            p95,
            "< 60",
            p95 < 60,
        ),
    ]


def _measure(presses: int, *flags: str) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"
        arguments = ["-m", "tests.benchmarks.live", str(FOUR), str(samples), *flags]
        screen = Screen(arguments)
        play(screen, patience=60.0)
        screen.drain(2.0)
        first = read_samples(samples)[-1]
        before = len(read_samples(samples))
        screen.drain(SECONDS)
        seen = read_samples(samples)
        last = seen[-1]
        keys = time_keys(screen, presses)
        screen.close()
    # Textual paints what it can of what it is shown; we are shown nothing before it is painted
    frames = min(len(seen) - before, last.painted - first.painted)
    return Measured(frames / (last.when - first.when), (last.cpu - first.cpu) / frames * 1e3, keys)
