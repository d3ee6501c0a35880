"""Describe a panel in a sentence or two with the numbers that matter.

For screen readers, the command line and tests: what a look at the panel would tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.draw.bargroups import is_grouped, member_name, members
from tutor.draw.description_of_maps import (
    describe_field,
    describe_heat,
    describe_picture,
    describe_scatter,
)
from tutor.draw.links import find_links
from tutor.draw.listing import MOST, join
from tutor.draw.numbers import number
from tutor.draw.smoothing import is_smoothed
from tutor.engine.panels import (
    Band,
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

END = 120
"""Characters of a long text that are read out: its end, where something is going on."""


def describe(panel: Panel) -> str:
    """Return what the panel shows, in words."""
    with np.errstate(all="ignore"):  # sums of huge values become inf, and are written so
        return _BY_KIND[type(panel)](panel)


def _curve(panel: Curve) -> str:
    texts = [_line(name, as_series(y), panel.x_label) for name, y in panel.series.items()]
    if not texts:
        return "No lines yet."
    if is_smoothed(panel.smooth):
        texts.append(f"Drawn smoothed by {number(panel.smooth)}; the numbers are not smoothed.")
    texts += [_spread(name, panel.bands[name]) for name in panel.series if name in panel.bands]
    if panel.marks:
        texts.append(
            "Changed: " + join([f"{what} at {s}" for s, what in panel.marks.items()]) + "."
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


def _spread(name: str, band: Band) -> str:
    count = min(len(band.x), len(band.low), len(band.high))
    ends = np.array([band.low[:count], band.high[:count]], np.float64)
    known = np.flatnonzero(~np.isnan(ends).any(axis=0))
    if not known.size:
        return f"{name} has a band without values."
    last = known[-1]
    low, high = (number(end) for end in sorted(ends[:, last]))
    return f"The band around {name} ends between {low} and {high}."


def _bars(panel: Bars) -> str:
    texts = [_bar(panel, name, members(value)) for name, value in panel.values.items()]
    separator = "; " if is_grouped(panel) else ", "
    return join(texts, separator=separator) + "." if texts else "No bars yet."


def _bar(panel: Bars, name: str, values: list[float]) -> str:
    written = []
    for member, value in enumerate(values):
        text = f"{number(value)}{panel.unit}"
        if is_grouped(panel):
            text = f"{member_name(panel, member)} {text}"
        if name not in panel.cut and panel.outside is not None and abs(value) >= panel.outside:
            text += f" (at or beyond {number(panel.outside)})"
        written.append(text)
    text = f"{name}: {', '.join(written)}" if is_grouped(panel) else f"{name} {written[0]}"
    note = panel.notes.get(name)
    return text + (f" ({note})" if note else "") + (" (cut)" if name in panel.cut else "")


def _graph(panel: Graph) -> str:
    if not panel.nodes:
        return "An empty graph."
    text = f"{len(panel.nodes)} nodes: " + join([_node(node) for node in panel.nodes]) + "."
    text += f" Now at {panel.current}." if panel.current else ""
    problems = list(find_links(panel).problems)
    return text + (f" Not drawn: {join(problems, separator='; ')}." if problems else "")


def _node(node: Node) -> str:
    text = node.name
    if node.inputs:
        text += f" from {' and '.join(node.inputs)}" + (f" ({node.text})" if node.text else "")
    text += f" = {number(node.value)}" if node.value is not None else ""
    return text + (f" (gradient {number(node.grad)})" if node.grad is not None else "")


def _tokens(panel: Tokens) -> str:
    values = np.asarray(panel.values, np.float64).ravel()
    if not panel.tokens:
        return "No tokens yet."
    pairs = [
        repr(t) if np.isnan(v) else f"{t!r} {number(v)}"
        for t, v in zip(panel.tokens, values, strict=False)
    ]
    text = f"{len(panel.tokens)} tokens with their {panel.value_label}: " + join(pairs) + "."
    finite = np.flatnonzero(np.isfinite(values[: len(panel.tokens)]))
    if len(pairs) <= MOST or not finite.size:
        return text
    least, most = finite[values[finite].argmin()], finite[values[finite].argmax()]
    return (
        f"{text} Smallest {number(values[least])} at {panel.tokens[least]!r}, "
        f"largest {number(values[most])} at {panel.tokens[most]!r}. "
        f"The text ends: {''.join(panel.tokens)[-END:]!r}."
    )


def _table(panel: Table) -> str:
    if not panel.rows:
        return "A table without rows yet: " + join(list(panel.columns)) + "."
    rows = []
    for row in panel.rows:
        cells = [cell if isinstance(cell, str) else number(cell) for cell in row]
        if len(row) == 2 and isinstance(row[0], str):  # a list of names and values
            rows.append(": ".join(cells))
        else:
            rows.append(", ".join(f"{h} {c}" for h, c in zip(panel.columns, cells, strict=False)))
    more = f"; and {len(rows) - MOST} more rows" if len(rows) > MOST else ""
    return "; ".join(rows[:MOST]) + more + "."


def _text(panel: Text) -> str:
    return panel.text


_BY_KIND: dict[type, Callable[[Any], str]] = {
    Bars: _bars,
    Curve: _curve,
    Field: describe_field,
    Graph: _graph,
    Heat: describe_heat,
    Picture: describe_picture,
    Scatter: describe_scatter,
    Table: _table,
    Text: _text,
    Tokens: _tokens,
}
