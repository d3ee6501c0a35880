"""Departure: the first step at which two runs of one lesson are not the same."""

from __future__ import annotations

import numpy as np

from tutor.engine.run import Run


def first_difference(before: Run, after: Run) -> str:
    """Say where a run that was made again differs from the one before, bit for bit."""
    one, two = before.known, after.known
    steps = min(len(one), len(two))
    first: tuple[int, str] | None = None
    for name in before.columns:
        if name not in two:
            continue
        mine = np.asarray(one[name][:steps], np.float64).view(np.int64)
        theirs = np.asarray(two[name][:steps], np.float64).view(np.int64)
        differ = np.flatnonzero(mine != theirs)
        if differ.size and (first is None or differ[0] < first[0]):
            first = int(differ[0]), name
    if first is not None:
        step, name = first
        return (
            f"The two runs differ first at step {step}: "
            f"{name} {float(one[name][step])!r} before, {float(two[name][step])!r} now."
        )
    if len(one) != len(two):
        return f"The two runs agree for {steps} steps; then only one of them goes on."
    return f"The two runs agree bit for bit in all {steps} steps."
