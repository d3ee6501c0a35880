"""Describe a panel in a sentence or two with the numbers that matter.

For screen readers, the command line and tests: what a look at the panel would tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.draw.numbers import number
from tutor.engine.panels import (
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Node,
    Panel,
    Picture,
    Scatter,
    Series,
    Table,
    Text,
    Tokens,
    as_series,
)

MOST = 12
"""More names than these are counted, not listed."""


def describe(panel: Panel) -> str:
    """Return what the panel shows, in words."""
    with np.errstate(all="ignore"):  # sums of huge values become inf, and are written so
        return _BY_KIND[type(panel)](panel)


def _join(parts: list[str], of: str = "") -> str:
    if len(parts) > MOST:
        return ", ".join(parts[:MOST]) + f", and {len(parts) - MOST} more{of}"
    return ", ".join(parts)


def _curve(panel: Curve) -> str:
    texts = [_line(name, as_series(y), panel.x_label) for name, y in panel.series.items()]
    if not texts:
        return "No lines yet."
    if panel.marks:
        texts.append(
            "Changed: " + _join([f"{what} at {s}" for s, what in panel.marks.items()]) + "."
        )
    branches = sum(len(branches) for branches in panel.ghosts.values())
    if branches:
        texts.append(f"{branches} abandoned branch{'es' if branches > 1 else ''} behind.")
    return " ".join(texts)


def _line(name: str, series: Series, x_label: str) -> str:
    count = min(len(series.x), len(series.y))
    x = np.asarray(series.x, np.float64)[:count]
    y = np.asarray(series.y, np.float64)[:count]
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    left_out = f"; {count - len(y)} values not finite" if len(y) < count else ""
    if not len(y):
        return f"{name}: no values yet{left_out}."
    if len(y) == 1:
        return f"{name} is {number(y[0])} at {x_label} {number(x[0])}{left_out}."
    verb, extreme, at = "fell", "smallest", int(y.argmin())
    if y[-1] > y[0]:
        verb, extreme, at = "rose", "largest", int(y.argmax())
    if y[-1] == y[0]:
        verb = "went"
    over = x[-1] - x[0]
    course = (
        f"in {number(over)} step{'s' if over != 1 else ''}"
        if x_label == "step"
        else f"from {x_label} {number(x[0])} to {number(x[-1])}"
    )
    return (
        f"{name} {verb} from {number(y[0])} to {number(y[-1])} {course}; "
        f"{extreme} {number(y[at])} at {x_label} {number(x[at])}{left_out}."
    )


def _scatter(panel: Scatter) -> str:
    texts = []
    for name, points in panel.classes.items():
        points = np.asarray(points, np.float64).reshape(-1, 2)
        centre = points.mean(axis=0) if len(points) else None
        around = f" around {_point(centre)}" if centre is not None else ""
        texts.append(f"{name}: {len(points)} points{around}")
    return _join(texts) + "." if texts else "No points yet."


def _point(point: npt.NDArray[np.float64]) -> str:
    return f"({number(point[0])}, {number(point[1])})"


def _field(panel: Field) -> str:
    values = np.asarray(panel.values, np.float64)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "A map without values yet."
    text = f"Values from {number(finite.min())} to {number(finite.max())}."
    path = np.asarray([] if panel.path is None else panel.path, np.float64)
    if path.size >= 2:
        path = path.reshape(-1, 2)
        steps = f"{len(path) - 1} step" + ("s" if len(path) != 2 else "")
        text += f" The path has taken {steps} from {_point(path[0])} to "
        text += f"{_point(path[-1])}, {_value_at(panel, values, path[-1])}."
    if panel.points:
        text += " Points: " + _join(list(panel.points)) + "."
    return text


def _value_at(panel: Field, values: npt.NDArray[Any], point: npt.NDArray[np.float64]) -> str:
    """Say the value at a point, from the grid around it."""
    with np.errstate(all="ignore"):
        ends = np.array([panel.x_range, panel.y_range], np.float64)
        place = (point - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    if not ((place >= 0) & (place <= 1)).all():
        return "off the map"
    column, row = place * (np.array(values.shape[::-1]) - 1)
    left, below = int(column), int(row)
    corner = values[below : below + 2, left : left + 2]
    rows = np.interp(row - below, range(len(corner)), corner[:, 0])
    if corner.shape[1] > 1:
        other = np.interp(row - below, range(len(corner)), corner[:, 1])
        rows = rows + (other - rows) * (column - left)
    return f"where the value is {number(float(rows))}"


def _heat(panel: Heat) -> str:
    values = np.ma.masked_invalid(np.asarray(panel.values, np.float64))
    if panel.mask is not None:
        values = np.ma.masked_array(values, np.ma.getmaskarray(values) | panel.mask)
    if values.ndim != 2 or not values.count():
        return "A matrix without values yet."
    text = f"{values.shape[0]} rows by {values.shape[1]} columns"
    for what, at in (("largest", values.argmax()), ("smallest", values.argmin())):
        row, column = np.unravel_index(int(at), values.shape)
        where = f"{_name(panel.rows, row, 'row')}, {_name(panel.columns, column, 'column')}"
        text += f"; {what} {number(float(values[row, column]))} at {where}"
    return text + "."


def _name(names: Any, index: Any, kind: str) -> str:
    return str(names[index]) if index < len(names) else f"{kind} {index}"


def _bars(panel: Bars) -> str:
    texts = []
    for name, value in panel.values.items():
        text = f"{name} {number(value)}{panel.unit}"
        if name in panel.cut:
            text += " (cut)"
        elif panel.outside is not None and abs(value) >= panel.outside:
            text += f" (at or beyond {number(panel.outside)})"
        texts.append(text)
    return _join(texts) + "." if texts else "No bars yet."


def _graph(panel: Graph) -> str:
    if not panel.nodes:
        return "An empty graph."
    text = f"{len(panel.nodes)} nodes: " + _join([_node(node) for node in panel.nodes]) + "."
    return text + (f" Now at {panel.current}." if panel.current else "")


def _node(node: Node) -> str:
    text = node.name + (f" = {number(node.value)}" if node.value is not None else "")
    return text + (f" (gradient {number(node.grad)})" if node.grad is not None else "")


def _tokens(panel: Tokens) -> str:
    values = np.asarray(panel.values, np.float64).ravel()
    if not panel.tokens:
        return "No tokens yet."
    pairs = [f"{t!r} {number(v)}" for t, v in zip(panel.tokens, values, strict=False)]
    return f"{len(panel.tokens)} tokens with their {panel.value_label}: " + _join(pairs) + "."


def _table(panel: Table) -> str:
    if not panel.rows:
        return "A table without rows yet: " + _join(list(panel.columns)) + "."
    rows = []
    for row in panel.rows:
        cells = [cell if isinstance(cell, str) else number(cell) for cell in row]
        if len(row) == 2 and isinstance(row[0], str):  # a list of names and values
            rows.append(": ".join(cells))
        else:
            rows.append(", ".join(f"{h} {c}" for h, c in zip(panel.columns, cells, strict=False)))
    more = f"; and {len(rows) - MOST} more rows" if len(rows) > MOST else ""
    return "; ".join(rows[:MOST]) + more + "."


def _picture(panel: Picture) -> str:
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        return "An empty picture."
    finite = values[np.isfinite(values)]
    grey = f", mean grey {number(float(finite.mean()))}" if finite.size else ""
    return f"A grey picture of {values.shape[1]} by {values.shape[0]} dots{grey}."


def _text(panel: Text) -> str:
    return panel.text


_BY_KIND: dict[type, Callable[[Any], str]] = {
    Bars: _bars,
    Curve: _curve,
    Field: _field,
    Graph: _graph,
    Heat: _heat,
    Picture: _picture,
    Scatter: _scatter,
    Table: _table,
    Text: _text,
    Tokens: _tokens,
}
