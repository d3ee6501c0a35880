"""Dressing panels: the run's own marks on what a view yields.

A view shows the records up to now. The run knows more: the edits on the way, the branches that were
given up, the future already known after a rewind. They are drawn on any series that is a column of
the trace under the column's own name, so no lesson has to think of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tutor.engine.panels import Array, Curve, Field, Panel, Series, Text
from tutor.engine.run import Run
from tutor.engine.trace import Trace

MOST_POINTS = 4096
"""A series longer than this crosses to the app as its envelope; no terminal has as many columns."""


def panels(run: Run) -> list[Panel]:
    """Return the run's panels at its present step; a failing view gives one that says so."""
    trace = run.trace
    if not len(trace):
        return []
    try:
        shown = list(run.simulation.view(trace))
    except Exception as error:
        return [Text("no picture", f"The view failed: {type(error).__name__}: {error}")]
    return [_dress(panel, run, trace) for panel in shown]


def _dress(panel: Panel, run: Run, trace: Trace) -> Panel:
    if isinstance(panel, Field):
        path = None if panel.path is None else _newest(panel.path)
        return replace(panel, path=path, paths={n: _newest(p) for n, p in panel.paths.items()})
    if not isinstance(panel, Curve):
        return panel
    own = [name for name, values in panel.series.items() if _is_column(values, name, trace)]
    return replace(
        panel,
        series={name: _short(values) for name, values in panel.series.items()},
        ghosts={name: _ghosts(run, name) for name in own} if own else panel.ghosts,
        marks={e.step: _edits_at(run, e.step) for e in run.edits if e.step <= len(run)}
        if own
        else panel.marks,
    )


def _is_column(values: Array | Series, name: str, trace: Trace) -> bool:
    """Say whether `values` is the very column called `name`, and not something computed from it."""
    if not isinstance(values, np.ndarray) or name not in trace or values.ndim != 1:
        return False
    column = trace[name]
    return (
        values.__array_interface__["data"] == column.__array_interface__["data"]
        and values.strides == column.strides
        and len(values) == len(column)
    )


def _ghosts(run: Run, name: str) -> list[Series]:
    """The branches given up, and the future that a rewind left ahead."""
    futures = [(ghost.start, ghost.columns[name]) for ghost in run.ghosts if name in ghost.columns]
    known = run.known
    if len(known) > run.step:
        start = max(run.step - 1, 0)
        futures.append((start, known[name][start:]))
    return [_envelope(np.arange(start, start + len(y)), y) for start, y in futures]


def _edits_at(run: Run, step: int) -> str:
    return ", ".join(str(edit) for edit in run.edits if edit.step == step)


def _short(values: Array | Series) -> Array | Series:
    if isinstance(values, Series):
        return values if len(values.y) <= MOST_POINTS else _envelope(values.x, values.y)
    return values if len(values) <= MOST_POINTS else _envelope(np.arange(len(values)), values)


def _envelope(x: Array, y: Array) -> Series:
    """Return a series that draws the same: lowest and highest point of many short stretches."""
    stretch = -(-2 * len(y) // MOST_POINTS)
    whole = len(y) // stretch * stretch
    if stretch <= 2 or not whole:
        return Series(x, y)
    blocks = y[:whole].reshape(-1, stretch)
    first = np.arange(0, whole, stretch)
    ends = np.stack([first + blocks.argmin(axis=1), first + blocks.argmax(axis=1)], axis=1)
    keep = np.unique(np.concatenate([[0], ends.ravel(), np.arange(whole, len(y)), [len(y) - 1]]))
    return Series(x[keep], y[keep])


def _newest(path: Array) -> Array:
    """Return a long path thinned where it is old and whole where it is new."""
    if len(path) <= MOST_POINTS:
        return path
    half = MOST_POINTS // 2
    old = path[: len(path) - half]
    return np.concatenate([old[:: -(-len(old) // half)], path[-half:]])
