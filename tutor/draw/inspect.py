"""Inspecting a panel: its items in rows and columns, and the exact numbers behind each.

How items count: a curve's and a scatter's rows are its series or classes, their columns the points;
a field's rows count from the lowest y; a heat map, a table and a picture have the rows and columns
they show; bars have a row each, with a column for every member of a group; graphs and tokens have
one item a row. A text has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Panel,
    Picture,
    Scatter,
    Table,
    Tokens,
    as_series,
)


@dataclass(frozen=True)
class Items:
    """The items of a panel: how many there are in each row, and what each of them says."""

    counts: Sequence[int]
    read: Callable[[int, int], str]

    def nearest(self, row: int, column: int) -> tuple[int, int] | None:
        """Return the item nearest to a place that may be beyond the last; None if there is none."""
        filled = [index for index, count in enumerate(self.counts) if count]
        if not filled:
            return None
        row = min(filled, key=lambda index: abs(index - row))
        return row, min(max(column, 0), self.counts[row] - 1)


def items(panel: Panel) -> Items:
    """Return the items of a panel."""
    reader = _READERS.get(type(panel))
    return reader(panel) if reader else Items((), lambda row, column: "")


def x_of(panel: Panel, row: int, column: int) -> float | None:
    """Return where on the x axis an item of a curve stands; None for other kinds."""
    if not isinstance(panel, Curve) or row >= len(panel.series):
        return None
    x = as_series(list(panel.series.values())[row]).x
    return float(x[column]) if column < len(x) else None


def column_at(panel: Panel, row: int, x: float) -> int | None:
    """Return the point of a curve's line that is nearest to `x`; None for other kinds."""
    if not isinstance(panel, Curve) or row >= len(panel.series):
        return None
    places = np.asarray(as_series(list(panel.series.values())[row]).x, np.float64)
    if not len(places):
        return None
    with np.errstate(invalid="ignore", over="ignore"):
        return int(np.nan_to_num(np.abs(places - x), nan=np.inf).argmin())


def exact(value: Any) -> str:
    """Write a number with every digit it has, and no more."""
    return str(value.item() if isinstance(value, np.float64) else value)


def _curve(panel: Curve) -> Items:
    lines = [(name, as_series(values)) for name, values in panel.series.items()]

    def read(row: int, column: int) -> str:
        name, line = lines[row]
        return f"{panel.x_label} {exact(line.x[column])}: {name} {exact(line.y[column])}"

    return Items([min(len(line.x), len(line.y)) for _, line in lines], read)


def _scatter(panel: Scatter) -> Items:
    classes = [(name, np.asarray(points).reshape(-1, 2)) for name, points in panel.classes.items()]

    def read(row: int, column: int) -> str:
        name, points = classes[row]
        x, y = points[column]
        return f"{name}: {panel.x_label} {exact(x)}, {panel.y_label} {exact(y)}"

    return Items([len(points) for _, points in classes], read)


def _field(panel: Field) -> Items:
    values = _matrix(panel.values)
    ends = np.array([panel.x_range, panel.y_range], np.float64)

    def read(row: int, column: int) -> str:
        with np.errstate(all="ignore"):
            steps = (ends[:, 1] - ends[:, 0]) / np.maximum(np.array(values.shape[::-1]) - 1, 1)
            x, y = ends[:, 0] + steps * (column, row)
        place = f"{panel.x_label} {x:.6g}, {panel.y_label} {y:.6g}"
        return f"{place}: {exact(values[row, column])}"

    return Items([values.shape[1]] * values.shape[0], read)


def _heat(panel: Heat) -> Items:
    values = _matrix(panel.values)
    mask = np.zeros(values.shape, np.bool_)
    if panel.mask is not None and np.shape(panel.mask) == values.shape:
        mask = np.asarray(panel.mask)

    def read(row: int, column: int) -> str:
        where = f"{_name(panel.rows, row, 'row')}, {_name(panel.columns, column, 'column')}"
        return f"{where}: {'masked' if mask[row, column] else exact(values[row, column])}"

    return Items([values.shape[1]] * values.shape[0], read)


def _bars(panel: Bars) -> Items:
    groups = [(name, _members(value)) for name, value in panel.values.items()]

    def read(row: int, column: int) -> str:
        name, members = groups[row]
        series = f", {panel.series[column]}" if column < len(panel.series) else ""
        cut = " (cut)" if name in panel.cut else ""
        return f"{name}{series}: {exact(members[column])}{panel.unit}{cut}"

    return Items([len(members) for _, members in groups], read)


def _graph(panel: Graph) -> Items:
    def read(row: int, column: int) -> str:
        node = panel.nodes[row]
        text = f"{node.name} = {node.text}" if node.text else node.name
        text += "" if node.value is None else f", value {exact(node.value)}"
        return text + ("" if node.grad is None else f", gradient {exact(node.grad)}")

    return Items([1] * len(panel.nodes), read)


def _tokens(panel: Tokens) -> Items:
    values = np.asarray(panel.values).ravel()

    def read(row: int, column: int) -> str:
        value = f": {panel.value_label} {exact(values[row])}" if row < len(values) else ""
        return f"token {row} {panel.tokens[row]!r}{value}"

    return Items([1] * len(panel.tokens), read)


def _table(panel: Table) -> Items:
    def read(row: int, column: int) -> str:
        cell = panel.rows[row][column]
        head = panel.columns[column] if column < len(panel.columns) else f"column {column}"
        return f"{head}: {cell if isinstance(cell, str) else exact(cell)}"

    return Items([len(row) for row in panel.rows], read)


def _picture(panel: Picture) -> Items:
    values = _matrix(panel.values)
    return Items(
        [values.shape[1]] * values.shape[0],
        lambda row, column: f"row {row}, column {column}: {exact(values[row, column])}",
    )


def _matrix(values: Any) -> Any:
    """Return the values as a matrix; what is none has no items."""
    found = np.asarray(values)
    return found if found.ndim == 2 else found.reshape(0, 0) if not found.size else found[:0, None]


def _members(value: float | Sequence[float]) -> Sequence[float]:
    return [value] if isinstance(value, int | float) or np.ndim(value) == 0 else value  # type: ignore[list-item]


def _name(names: Sequence[str], index: int, kind: str) -> str:
    return str(names[index]) if index < len(names) else f"{kind} {index}"


_READERS: dict[type, Callable[[Any], Items]] = {
    Bars: _bars,
    Curve: _curve,
    Field: _field,
    Graph: _graph,
    Heat: _heat,
    Picture: _picture,
    Scatter: _scatter,
    Table: _table,
    Tokens: _tokens,
}
