"""What the live app has noted of itself."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from typing import NamedTuple


class Sample(NamedTuple):
    """One frame that was shown; `live` says what the numbers are."""

    when: float
    step: int
    cpu: float
    painted: int
    stall: float


def read_samples(path: Path) -> list[Sample]:
    """Return the samples so far, waiting for the first."""
    while not path.exists() or "\n" not in (text := path.read_text()):
        sleep(0.01)
    return [
        Sample(float(when), int(step), float(cpu), int(painted), float(stall))
        for when, step, cpu, painted, stall in (
            line.split() for line in text.rpartition("\n")[0].splitlines()
        )
    ]
