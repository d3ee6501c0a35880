"""How far a translated script's numbers are from the run's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.lab.compare import ulps
from tutor.lab.exporting.reading import CannotExport
from tutor.lab.exporting.testimony import Testimony

NEAR = 1e-9
"""Share of a column's largest number that round-off may move one of its numbers."""


def apart(told: Testimony, rows: Sequence[Sequence[float]]) -> dict[str, int]:
    """Return by column the largest distance in ulps, for the columns that have one.

    Raises `CannotExport` where it is more than round-off: then it is another run.
    """
    found: dict[str, int] = {}
    if not rows:
        return found
    table = np.array(rows, np.float64).reshape(told.table.shape)
    with np.errstate(all="ignore"):
        scales = np.nanmax(np.where(np.isfinite(told.table), abs(told.table), 0.0), axis=0)
    differ = (told.table.view("<i8") != table.view("<i8")) & ~(
        np.isnan(told.table) & np.isnan(table)
    )
    for step, place in np.argwhere(differ).tolist():
        name, was, now = (
            told.columns[place],
            told.table[step, place].item(),
            table[step, place].item(),
        )
        distance = ulps(was, now)
        if distance is None or abs(now - was) > NEAR * scales[place]:
            raise CannotExport(
                f"in torch the run goes another way: at step {step} {name} was {was!r} and is "
                f"{now!r}. Round-off grows in this run; give --as numpy"
            )
        found[name] = max(distance, found.get(name, 0))
    return {name: found[name] for name in told.columns if name in found}
