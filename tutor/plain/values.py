"""A panel's values as lines: what a table would show, one row after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from tutor.draw.description import describe
from tutor.draw.numbers import number
from tutor.engine.panels import (
    Array,
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Panel,
    Scatter,
    Table,
    Text,
    Tokens,
    as_series,
)

MOST = 20
"""Lines that one set of values gets."""
MOST_CELLS = 10
"""Rows and columns of a matrix that are listed."""
GRID = 5
"""Rows and columns of a map that are listed."""


def values(panel: Panel) -> list[str]:
    """Return the panel's values, at most 20 lines for each line, class, path or list in it."""
    with np.errstate(all="ignore"):  # what overflows is written as inf
        lines = _BY_KIND.get(type(panel), _words)(panel)
    return lines or [describe(panel)]


def _curve(panel: Curve) -> list[str]:
    lines = []
    for name, line in panel.series.items():
        series = as_series(line)
        count = min(len(series.x), len(series.y))
        for index in _spread(count):
            x, y = number(float(series.x[index])), number(float(series.y[index]))
            lines.append(f"{panel.x_label} {x}: {name} {y}")
        lines += _left_out(count, "values", "evenly spread")
    return lines


def _bars(panel: Bars) -> list[str]:
    lines = []
    for name, value in panel.values.items():
        text = f"{name}: {_bar(panel, value)}"
        text += " (cut)" if name in panel.cut else ""
        note = panel.notes.get(name)
        lines.append(f"{text}; {note}" if note else text)
    return [*lines, *(f"mark at {number(place)}: {label}" for place, label in panel.ticks.items())]


def _bar(panel: Bars, value: Any) -> str:
    """Return a bar's value, or those of a group with their names."""
    if np.ndim(value) == 0:
        return f"{number(float(value))}{panel.unit}"
    pairs = zip_longest(panel.series, value, fillvalue=None)
    return ", ".join(
        f"{name if name is not None else place} {number(float(one))}{panel.unit}"
        for place, (name, one) in enumerate(pairs, 1)
        if one is not None
    )


def _scatter(panel: Scatter) -> list[str]:
    return [line for name, points in panel.classes.items() for line in _points(f"{name}: ", points)]


def _points(what: str, points: Array) -> list[str]:
    rows = _pairs(points)
    lines = [f"{what}({number(x)}, {number(y)})" for x, y in rows[:MOST].tolist()]
    return lines + _left_out(len(rows), "points", "the first")


def _pairs(points: Array) -> Array:
    flat = np.asarray(points, np.float64).ravel()
    return flat[: len(flat) // 2 * 2].reshape(-1, 2)


def _field(panel: Field) -> list[str]:
    grid = _grid(panel.values)
    lines = []
    rows, columns = (np.unique(np.linspace(0, n - 1, GRID).astype(int)) for n in grid.shape)
    x = np.linspace(*panel.x_range, grid.shape[1])
    y = np.linspace(*panel.y_range, grid.shape[0])
    if grid.size:
        for row in rows[::-1]:
            cells = (f"{number(grid[row, column])} at {number(x[column])}" for column in columns)
            lines.append(f"{panel.y_label} {number(y[row])}, {panel.x_label}: {'; '.join(cells)}")
        lines += [f"{len(rows)} by {len(columns)} of {grid.shape[0]} by {grid.shape[1]} values."]
    single = {} if panel.path is None else {"path": panel.path}
    for name, points in {**single, **panel.paths}.items():
        path = _pairs(points)
        for index in _spread(len(path)):
            place = ", ".join(map(number, path[index]))
            lines.append(f"{name}, step {index}: ({place})")
        lines += _left_out(len(path), f"places of {name}", "evenly spread")
    for what, points in {**panel.points, **panel.classes}.items():
        lines += _points(f"{what}: ", points)
    return lines


def _heat(panel: Heat) -> list[str]:
    grid = _grid(panel.values)
    mask = np.zeros(grid.shape, bool)
    if panel.mask is not None and np.shape(panel.mask) == grid.shape:
        mask = np.asarray(panel.mask, bool)
    lines = []
    for row, (cells, hides) in enumerate(zip(grid[:MOST_CELLS], mask, strict=False)):
        pairs = zip(cells[:MOST_CELLS].tolist(), hides.tolist(), strict=False)
        texts = [
            f"{_name(panel.columns, column)}: {'hidden' if hide else number(cell)}"
            for column, (cell, hide) in enumerate(pairs)
        ]
        lines.append(f"{_name(panel.rows, row)}; " + ", ".join(texts))
    lines += _left_out(grid.shape[0], "rows", "the first", MOST_CELLS)
    return lines + _left_out(grid.shape[1], "columns", "the first", MOST_CELLS)


def _grid(numbers: Array) -> Array:
    """Return a matrix; what is none becomes an empty one."""
    grid = np.asarray(numbers, np.float64)
    return grid if grid.ndim == 2 else np.empty((0, 0))


def _name(names: Sequence[str], index: int) -> str:
    return names[index] if index < len(names) else str(index)


def _graph(panel: Graph) -> list[str]:
    lines = []
    for node in panel.nodes:
        value = f", value {number(node.value)}" if node.value is not None else ""
        grad = f", gradient {number(node.grad)}" if node.grad is not None else ""
        inputs = f", from {' and '.join(node.inputs)}" if node.inputs else ""
        here = ", now" if node.name == panel.current else ""
        lines.append(f"{node.name}: {node.text}{value}{grad}{inputs}{here}")
    return lines


def _tokens(panel: Tokens) -> list[str]:
    pairs = zip(panel.tokens, np.ravel(panel.values).tolist(), strict=False)
    return [f"{token!r}: {panel.value_label} {number(value)}" for token, value in pairs]


def _table(panel: Table) -> list[str]:
    lines = []
    for row in panel.rows:
        cells = [cell if isinstance(cell, str) else number(cell) for cell in row]
        if len(cells) == 2 and isinstance(row[0], str):  # a list of names and values
            lines.append(f"{cells[0]}: {cells[1]}")
        else:
            named = zip(panel.columns, cells, strict=False)
            lines.append("; ".join(f"{head} {cell}" for head, cell in named))
    return lines


def _words(panel: Panel) -> list[str]:
    return (panel.text if isinstance(panel, Text) else describe(panel)).splitlines()


def _spread(count: int) -> list[int]:
    """Return at most `MOST` indices, evenly spread, the first and the last among them."""
    places: Iterable[float] = np.linspace(0, count - 1, min(count, MOST))
    return sorted({round(float(place)) for place in places})


def _left_out(count: int, what: str, which: str, most: int = MOST) -> list[str]:
    return [f"{most} of {count} {what}, {which}."] if count > most else []


_BY_KIND: dict[type, Callable[[Any], list[str]]] = {
    Bars: _bars,
    Curve: _curve,
    Field: _field,
    Graph: _graph,
    Heat: _heat,
    Scatter: _scatter,
    Table: _table,
    Tokens: _tokens,
}
