"""How many bytes a frame takes, with one panel that moves and all that moves along with it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.report import Row
from tests.benchmarks.samples import read_samples
from tests.benchmarks.terminal import Screen

LESSONS = Path(__file__).parent / "lessons"
WARM_UP, SECONDS = 3.0, 10.0
CASES = [
    ("a growing loss curve", "m05_one_loss", 150),
    ("a contour with a moving path", "m05_one_contour", 150),
    ("a slowly changing decision boundary, 16 levels", "m05_one_boundary", 3000),
]


def rows() -> list[Row]:
    """Return a row a case."""
    return [_row(*case) for case in CASES]


def _row(name: str, lesson: str, target: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"
        screen = Screen(["-m", "tests.benchmarks.live", str(LESSONS / lesson), str(samples)])
        screen.watch_until("paused")
        screen.press(b"+ ")
        screen.watch_until("playing")
        screen.watch_until(" 20 steps/s")
        screen.drain(WARM_UP)
        first, before = read_samples(samples)[-1], screen.received
        timeline_before = screen.timeline.written
        screen.drain(SECONDS)
        last, received = read_samples(samples)[-1], screen.received - before
        timeline = screen.timeline.written - timeline_before
        screen.close()
    # a frame may find the run where the last one did, and then changes nothing
    steps = last.step - first.step
    result = received / steps
    return Row(
        f"bytes a frame: {name}; the only panel of 120x40, 24-bit colour",
        f"{timeline / steps:.0f} of them for the timeline; question and cursor included",
        "",
        result,
        f"< {target}",
        result < target,
    )
