"""Growth: how a difference goes on after the step where it began."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.lab.tracing.differing import compare_step
from tutor.lab.tracing.entries import Side

LOOKS = (1, 2, 4, 8, 16, 32, 64)
"""Steps after the first difference at which it is looked at again."""


@dataclass(frozen=True)
class Growth:
    """The largest difference of one tensor, at the first step and at later ones."""

    name: str
    steps: tuple[int, ...]
    sizes: tuple[float, ...]

    @property
    def sentence(self) -> str:
        """Say whether it grows, and how much."""
        first, last, at = self.sizes[0], self.sizes[-1], self.steps[-1]
        if last > 4.0 * first:
            return (
                f"it grows: {first:.2g} at step {self.steps[0]}, {last:.2g} at step {at}, "
                f"{last / first:.3g} times as much"
            )
        return f"it does not grow: {first:.2g} at step {self.steps[0]}, {last:.2g} at step {at}"


def growth(a: Side, b: Side, name: str, step: int, last: int) -> Growth | None:
    """Follow the difference of a tensor from `step` to `last`; None where it cannot be seen."""
    steps, sizes = [], []
    for later in [step, *(step + look for look in LOOKS if step + look <= last)]:
        rows = {row.name: row for row in compare_step(a, b, later)}
        row = rows.get(name)
        if row is None:
            break
        if row.largest is not None or row.equal:
            steps.append(later)
            sizes.append(row.largest or 0.0)
    if len(steps) < 2 or sizes[0] == 0.0:
        return None
    return Growth(name, tuple(steps), tuple(sizes))
