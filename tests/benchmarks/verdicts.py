"""How long a learner waits for a verdict: from the save to the line that `watch` prints."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.benchmarks.report import Row, percentile
from tutor.study.catalog import find
from tutor.study.workspace import Workspace

SAVES = 40
PAUSE = 1.0
"""Seconds between saves: a person's pace, in which the next process gets warm."""


def verdict() -> Row:
    """Save gradient_step again and again while `mlpath-tutor watch` looks on."""
    with tempfile.TemporaryDirectory() as folder:
        lesson = find("gradient-descent")
        exercise = lesson.exercises[0]
        path = Workspace(Path(folder)).place(lesson, exercise).path
        right = (lesson.folder / "solution.py").read_text(encoding="utf-8")
        times = _watched(folder, path, right)
    p50, p95 = median(times), percentile(times, 0.95)
    return Row(
        f"verdict on gradient_step, from save to line, p50 s of {SAVES}",
        f"p95 {p95:.2f}, max {max(times):.2f}",
        "",
        p50,
        "< 1.0",
        p50 < 1.0,
    )


def _watched(folder: str, path: Path, text: str) -> list[float]:
    times = []
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", "watch", "gradient_step"],
        env={**os.environ, "MLPATH_WORKSPACE": folder, "MLPATH_HOME": folder},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        process.stderr.readline()  # it is watching
        for number in range(SAVES):
            sleep(PAUSE)
            start = perf_counter()
            path.write_text(f"{text}\n# save {number}\n", encoding="utf-8")
            line = process.stdout.readline()
            times.append(perf_counter() - start)
            assert "passed" in line, line
    finally:
        process.terminate()
        process.communicate()
    return times
