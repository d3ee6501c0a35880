"""What there is to see of a training that no process has: its numbers, from its ledger."""

from __future__ import annotations

import numpy as np

from tutor.engine import running_ledger
from tutor.engine.ledger import NoLedger
from tutor.engine.panels import Curve
from tutor.engine.run_folder import RunFolder

MOST = 4
"""Curves that are shown: as many panels as there is room for."""


def curves(folder: RunFolder) -> list[Curve]:
    """Return a curve of each number in a training's ledger, the losses first; none without one."""
    try:
        running = running_ledger.read(folder.ledger)
    except (NoLedger, OSError):
        return []
    if running is None or not running.rows:
        return []
    table = np.asarray(running.rows, np.float64)  # (steps, columns)
    table = table[np.isfinite(table).all(axis=1)]
    marks = {edit.step: str(edit) for edit in running.edits if edit.step < len(table)}
    names = sorted(running.columns, key=lambda name: "loss" not in name)
    return [
        Curve(name, {name: table[:, running.columns.index(name)]}, marks=marks)
        for name in names[:MOST]
    ]
