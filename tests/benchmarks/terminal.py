"""What the user waits for: the first screen, the answer to a key, the run behind the panels."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import ptyprocess

from tests.benchmarks.report import Row, percentile, spread
from tests.benchmarks.samples import read_samples
from tests.benchmarks.screenrow import ScreenRow
from tests.e2e.answers import Answers
from tutor.study.places import lessons_folder

BARE = """
from textual.app import App
from textual.widgets import Label
class Bare(App):
    def compose(self):
        yield Label("Roll downhill")
Bare().run()
"""
DESCENT = lessons_folder() / "m01_gradient_descent"
MLP = Path(__file__).parent / "lessons" / "m04_small_mlp"
TIMELINE = 3
"""Which row from below says whether the run plays, and how fast."""
KEYS = ((b"+", "100 steps/s"), (b"-", " 50 steps/s"))
"""Keys in turn, and what the timeline says after each."""


class Screen:
    """A program in a pseudo-terminal that is read, and answers, as fast as the program writes."""

    def __init__(self, arguments: list[str], columns: int = 120, rows: int = 40) -> None:
        self.start = perf_counter()
        self.home = tempfile.TemporaryDirectory()
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "MLPATH_HOME": self.home.name,
        }
        self.process = ptyprocess.PtyProcess.spawn(
            [sys.executable, *arguments], dimensions=(rows, columns), env=environment
        )
        self.timeline = ScreenRow(rows - TIMELINE + 1, columns)
        self.received = 0
        """Bytes that came so far."""
        self._answers = Answers()

    def read_until(self, text: bytes, seconds: float = 30.0) -> float:
        """Read until `text` has come; return the time at which it had."""
        seen, end = b"", perf_counter() + seconds
        while text not in seen:
            if not self.read(end - perf_counter()):
                raise TimeoutError(f"{text!r} did not come")
            seen = (seen + self.newest)[-20_000:]
        return perf_counter()

    def watch_until(self, text: str, seconds: float = 30.0) -> float:
        """Read until the timeline shows `text`; return the time at which it did."""
        end = perf_counter() + seconds
        while text not in self.timeline.text:
            if not self.read(end - perf_counter()):
                raise TimeoutError(f"{text!r} did not come: {self.timeline.text!r}")
        return perf_counter()

    def read(self, seconds: float) -> bool:
        """Read what is there within some seconds into `newest`; say whether anything came."""
        ready, _, _ = select.select([self.process.fd], [], [], max(0.0, seconds))
        self.newest = os.read(self.process.fd, 1 << 16) if ready else b""
        if self.newest:
            os.write(self.process.fd, self._answers.to(self.newest))
            self.received += len(self.newest)
            self.timeline.feed(self.newest)
        return bool(ready)

    def drain(self, seconds: float) -> None:
        """Read for some seconds and forget it."""
        end = perf_counter() + seconds
        while perf_counter() < end:
            self.read(end - perf_counter())

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.process.fd, keys)

    def close(self) -> None:
        """End the program."""
        self.process.terminate(force=True)
        self.home.cleanup()


def first_screen(repeats: int = 11) -> Row:
    """From the start of the process to the first painted words."""
    ours, bare = [], []
    for _ in range(repeats):
        for times, arguments in ((ours, ["-m", "tutor"]), (bare, ["-c", BARE])):
            screen = Screen(arguments)
            times.append(screen.read_until(b"Roll downhill") - screen.start)
            screen.close()
    ratio = median(ours) / median(bare)
    return Row(
        "first painted screen / bare Textual app with one label",
        f"{spread(ours)} s",
        f"{spread(bare)} s",
        ratio,
        "≤ 1.3",
        ratio <= 1.3,
    )


def throughput(folder: Path, name: str, repeats: int = 3, seconds: float = 5.0) -> Row:
    """Steps a second while the app draws the run, against the same run with no app."""
    ours, bare = [], []
    for _ in range(repeats):
        ours.append(_live(folder, seconds))
        command = [sys.executable, "-m", "tests.benchmarks.bare", str(folder), str(seconds)]
        bare.append(float(subprocess.run(command, check=True, capture_output=True).stdout))
    ratio = median(ours) / median(bare)
    return Row(
        f"training throughput while drawn, {name}: app / bare run",
        f"{spread(ours)} steps/s",
        f"{spread(bare)} steps/s",
        ratio,
        "≥ 0.9",
        ratio >= 0.9,
    )


def latency(presses: int = 60) -> Row:
    """From a key to the first output that shows its effect, while the lesson animates."""
    with tempfile.TemporaryDirectory() as folder:
        screen = Screen(["-m", "tests.benchmarks.live", str(DESCENT), f"{folder}/samples"])
        play(screen)
        times = time_keys(screen, presses)
        screen.close()
    p95 = percentile(times, 0.95)
    return Row(
        "key to visible change, 120x40, animating, p95 ms",
        f"p50 {median(times):.1f}, max {max(times):.1f}",
        "",
        p95,
        "< 60",
        p95 < 60,
    )


def play(screen: Screen, patience: float = 30.0) -> None:
    """Have the lesson in front run at 50 steps a second."""
    screen.watch_until("paused", patience)
    screen.press(b"++ ")
    screen.watch_until("playing", patience)
    screen.watch_until(" 50 steps/s", patience)


def time_keys(screen: Screen, presses: int) -> list[float]:
    """Return how many milliseconds each of so many keys takes to be seen."""
    times = []
    for number in range(presses):
        screen.drain(0.15 + 0.01 * (number % 7))  # at any phase of a frame
        key, effect = KEYS[number % 2]
        start = perf_counter()
        screen.press(key)
        times.append((screen.watch_until(effect) - start) * 1e3)
    return times


def _live(folder: Path, seconds: float) -> float:
    """Run the lesson flat out in the app; return its steps a second."""
    with tempfile.TemporaryDirectory() as out:
        samples = Path(out) / "samples"
        screen = Screen(["-m", "tests.benchmarks.live", str(folder), str(samples)])
        screen.watch_until("paused")
        screen.press(b"+++++++ ")
        screen.drain(2.0)
        first = read_samples(samples)[-1]
        screen.drain(seconds)
        last = read_samples(samples)[-1]
        screen.close()
    return (last.step - first.step) / (last.when - first.when)
