"""Keys, stalls and memory behind slow links, with four panels that move."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from tests.benchmarks.frames import FOUR
from tests.benchmarks.report import Row, percentile
from tests.benchmarks.samples import read_samples
from tests.e2e.links import MISSING, Link, Server, over
from tests.e2e.slow import SlowTerminal

PRESSES = 40
KEYS = (("+", " 20 steps/s"), ("-", " 10 steps/s"))


def rows() -> list[Row]:
    """Return the rows of each link."""
    found = []
    for rate in (32_000, 8_000):
        found += _measure(
            f"{rate // 1000} kB/s", lambda *where, rate=rate: _throttled(rate, *where)
        )
    if MISSING:
        print(f"no measurement over ssh: {MISSING}")
    else:
        found += _measure("sshd, 32 kB/s, 80 ms", _over_ssh)
    return found


@contextmanager
def _throttled(rate: int, home: Path, arguments: list[str]) -> Iterator[SlowTerminal]:
    with closing(SlowTerminal(arguments, home, rate=rate)) as terminal:
        yield terminal


@contextmanager
def _over_ssh(home: Path, arguments: list[str]) -> Iterator[SlowTerminal]:
    with (
        closing(Server(home / "ssh")) as server,
        closing(Link(server.port, rate=32_000, delay=0.04)) as link,
        closing(over(server, link, arguments, home)) as terminal,
    ):
        yield terminal


def _measure(name: str, connect) -> list[Row]:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        samples = home / "samples"
        arguments = ["-m", "tests.benchmarks.live", str(FOUR), str(samples), "stalls"]
        with connect(home, arguments) as terminal:
            terminal.wait_for("paused")
            terminal.press(" ")
            terminal.wait_for("playing")
            terminal.listen(6.0)
            app = _app(samples)
            before, first = app.memory_info().rss, len(read_samples(samples))
            times = _time_keys(terminal)
            grown = (app.memory_info().rss - before) / 2**20
            seen = read_samples(samples)
    p50, p95 = median(times), percentile(times, 0.95)
    stalls, frames = [x.stall * 1e3 for x in seen[first:]], len(seen) - first
    stall = max(stalls)
    fps = frames / (seen[-1].when - seen[first].when)
    title = f"four panels over {name}"
    return [
        Row(
            f"{title}: key to visible, p50 s",
            f"{fps:.1f} frames/s",
            "",
            p50,
            "< 0.35",
            p50 < 0.35,
        ),
        Row(
            f"{title}: key to visible, p95 s",
            f"max {max(times):.2f}",
            "",
            p95,
            "< 0.6",
            p95 < 0.6,
        ),
        Row(
            f"{title}: longest stall, ms",
            f"median of the frames {median(stalls):.1f}",
            "",
            stall,
            "< 50",
            stall < 50,
        ),
        Row(f"{title}: memory, MiB more", f"{frames} frames", "", grown, "< 4", grown < 4),
    ]


def _app(samples: Path) -> psutil.Process:
    """Return the process that writes the samples, on whichever side of a link."""
    return next(
        process
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"]
        and str(samples) in process.info["cmdline"]
        and "tests.benchmarks.live" in process.info["cmdline"]
    )


def _time_keys(terminal: SlowTerminal) -> list[float]:
    times = []
    for number in range(PRESSES):
        terminal.listen(0.4 + 0.07 * (number % 7))  # at any phase of a frame
        key, effect = KEYS[number % 2]
        start = perf_counter()
        terminal.press(key)
        terminal.wait_for(effect)
        times.append(perf_counter() - start)
    return times
