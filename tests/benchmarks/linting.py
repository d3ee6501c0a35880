"""What an author waits for: the lint of one lesson, from the command to the last finding."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from tests.benchmarks.report import Row, spread

TARGET = 5.0
"""Seconds."""


def lint(repeats: int = 5) -> Row:
    """Measure `mlpath-tutor lint gradient-descent`, the start of Python included."""
    seconds = []
    for _ in range(repeats):
        begun = perf_counter()
        command = [sys.executable, "-P", "-m", "tutor", "lint", "gradient-descent"]
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(perf_counter() - begun)
    middle = median(seconds)
    return Row(
        "lint of one lesson",
        f"{spread(seconds)} s",
        "",
        middle,
        f"under {TARGET:g} s",
        middle < TARGET,
    )
