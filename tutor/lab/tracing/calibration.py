"""Calibration: how far apart two honest runs may be, measured and not guessed.

The same code is run again with changes that must not matter: more threads, the rows of the batch in
another order, other kernels, the first weights moved by one rounding. The largest difference that
any of them makes to a tensor, times a stated factor, is that tensor's tolerance. What lies outside
of it is no rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tutor.lab.tracing.differing import difference
from tutor.lab.tracing.entries import Side
from tutor.lab.tracing.tensor import Tensor
from tutor.lab.tracing.ulps import one_ulp

FACTOR = 4.0
"""How much larger than the largest difference seen a tolerance is: the re-runs are few."""


@dataclass(frozen=True)
class Seen:
    """The largest difference of one tensor over all changes, and the change that made it."""

    stage: str
    ulp: float
    """Of the tensor's largest number; 0 for what is not rounded."""
    largest: float
    change: str


@dataclass
class Calibration:
    """What the changes did: by step, by tensor."""

    changes: tuple[str, ...]
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Changes that could not be made, and why."""
    seen: list[dict[str, Seen]] = field(default_factory=list)
    factor: float = FACTOR

    @property
    def steps(self) -> int:
        """Steps that have been calibrated."""
        return len(self.seen)

    def allowed(self, step: int, name: str, _: Tensor) -> float:
        """Return the tolerance of a tensor: the factor times what was seen, or times an ulp.

        The data may not differ at all.
        """
        seen = self.seen[step].get(name) if step < len(self.seen) else None
        if seen is None or seen.stage == "batch":
            return 0.0
        return self.factor * max(seen.largest, seen.ulp)

    def follow(self, baseline: Side, others: Mapping[str, Side], step: int) -> None:
        """Take in one more step, the next one."""
        found: dict[str, Seen] = {}
        for entry in baseline.entries(step) or ():
            tensor = baseline.tensor(step, entry.name)
            if tensor is None or not tensor.is_number:
                continue
            moved = [_apart(tensor, other, step, entry.name, c) for c, other in others.items()]
            largest = max(moved, default=(0.0, ""))
            found[entry.name] = Seen(entry.stage, _ulp_of_largest(tensor), *largest)
        self.seen.append(found)


def calibrate(
    baseline: Side, others: Mapping[str, Side], steps: int, skipped: Mapping[str, str] | None = None
) -> Calibration:
    """Measure what each change did in the first `steps` steps, as far as tensors are at hand.

    others: the same run under a change, by the change's name.
    """
    found = Calibration(tuple(others), dict(skipped or {}))
    for step in range(steps):
        if baseline.entries(step) is None:
            break
        found.follow(baseline, others, step)
    return found


def table(calibration: Calibration, step: int) -> list[Sequence[str]]:
    """Return the tolerances of a step in words: tensor, largest difference seen, under which."""
    if step >= calibration.steps:
        return []
    return [
        (
            name,
            f"{seen.largest:.3g}",
            f"{calibration.factor * max(seen.largest, seen.ulp):.3g}",
            seen.change if seen.largest >= seen.ulp else "an ulp of its largest number",
        )
        for name, seen in calibration.seen[step].items()
        if seen.stage != "batch"
    ]


def _apart(tensor: Tensor, side: Side, step: int, name: str, change: str) -> tuple[float, str]:
    other = side.tensor(step, name)
    if other is None or other.shape != tensor.shape or not tensor.bits.size:
        return 0.0, change
    apart = difference(tensor, other)
    largest = float(apart.max())
    return (largest if np.isfinite(largest) else 0.0), change


def _ulp_of_largest(tensor: Tensor) -> float:
    """An ulp of the tensor's largest number: what one more rounding can do to it."""
    if not tensor.is_float or not tensor.bits.size:
        return 0.0
    finite = np.abs(tensor.values[np.isfinite(tensor.values)])
    return one_ulp(tensor.dtype, float(finite.max(initial=0.0)))
