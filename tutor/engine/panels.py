"""Panels: what a simulation shows, as data.

A panel says *what* is to be seen, never how it is drawn: no colours, no sizes, no methods. The app
draws it, the command line prints it, a test compares it, and it crosses the process boundary as it
is. Arrays are NumPy; x and y are in the data's own units. A new kind of panel is a discussion, not
a patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Series:
    """One line of a curve with its own x values; NaN-free. x (n,), y (n,)."""

    x: Array
    y: Array


@dataclass(frozen=True, eq=False)
class Band:
    """How far several runs spread around a line; over x (n,), from low (n,) to high (n,)."""

    x: Array
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Curve:
    """One to six lines over a common axis, in steps unless `x_label` says otherwise.

    A plain array in `series` stands for y over 0, 1, 2, …. A series that is a column of the trace,
    under the column's own name, also gets its abandoned branches (`ghosts`) and the edits made on
    the way (`marks`). bands: the spread over several seeds, by the name of its line. smooth: the
    share of the past in an exponential moving average that is drawn over the faint raw line; 0
    draws the raw line alone. x_range: the ends of the x axis, where they are known from the start.
    """

    title: str
    series: Mapping[str, Array | Series]
    log: bool = False
    x_label: str = "step"
    y_label: str = ""
    low: float | None = None
    high: float | None = None
    ghosts: Mapping[str, Sequence[Series]] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)
    """Edits: step -> what was changed, such as "lr = 0.2"."""
    bands: Mapping[str, Band] = field(default_factory=dict)
    smooth: float = 0.0
    x_range: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Scatter:
    """Points of one or more classes. Each class: an (n, 2) array of x, y."""

    title: str
    classes: Mapping[str, Array]
    x_label: str = "x"
    y_label: str = "y"
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """A function of two variables on a grid, with contour lines, a path and points over it.

    values (n_y, n_x), row 0 at the lowest y. path (n, 2), oldest first; its last point is where we
    are now. levels: where the contour lines run; empty means chosen from the values. logarithmic:
    shade by log value. points: named places. classes: samples of a classifier, each class an
    (n, 2) array; levels=(0.5,) then draws its decision boundary. diverging: shade away from
    `centre` on both sides. paths: several at once by name, up to six, each (n, 2); the first lies
    on top, and each has the colour and the mark that a curve gives to its line of that place.
    """

    title: str
    values: Array
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    levels: Sequence[float] = ()
    logarithmic: bool = False
    path: Array | None = None
    points: Mapping[str, Array] = field(default_factory=dict)
    x_label: str = "x"
    y_label: str = "y"
    classes: Mapping[str, Array] = field(default_factory=dict)
    diverging: bool = False
    centre: float = 0.0
    paths: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Heat:
    """A labelled matrix.

    values (n_rows, n_columns); mask (same shape), True where a cell is hidden.
    """

    title: str
    values: Array
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    diverging: bool = False
    low: float | None = None
    high: float | None = None
    mask: Array | None = None


@dataclass(frozen=True, eq=False)
class Bars:
    """Named, signed values as bars that start at 0.

    series: names for the members of a group, when every value is a sequence of that many numbers.
    ticks: values on the axis that mean something, with a short label, such as {1.0: "edge"}.
    outside: a bar at or beyond which a value is drawn as a warning (|value| >= outside).
    cut: names whose bars are greyed, such as tokens that a filter removed.
    """

    title: str
    values: Mapping[str, float | Sequence[float]]
    low: float | None = None
    high: float | None = None
    unit: str = ""
    ticks: Mapping[float, str] = field(default_factory=dict)
    outside: float | None = None
    cut: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    """A few words behind a bar, by its name."""
    series: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Node:
    """One node of a graph: a name, what it computes, its value and its gradient when known."""

    name: str
    text: str
    value: float | None = None
    grad: float | None = None
    inputs: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Graph:
    """An expression or network as a directed acyclic graph. current: the name of the lit node."""

    title: str
    nodes: Sequence[Node]
    current: str = ""


@dataclass(frozen=True, eq=False)
class Tokens:
    """Text in tokens, each with a number that colours it (a probability, a surprise).

    low, high: the numbers that get the first and the last shade; from the values unless given.
    """

    title: str
    tokens: Sequence[str]
    values: Array
    value_label: str = "p"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of text or numbers under column heads. A number is aligned on the right."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float | int]]


@dataclass(frozen=True, eq=False)
class Picture:
    """A grey image. values (height, width), 0 is black and 1 white."""

    title: str
    values: Array


@dataclass(frozen=True, eq=False)
class Text:
    """A few lines of plain text."""

    title: str
    text: str


Panel = Curve | Scatter | Field | Heat | Bars | Graph | Tokens | Table | Picture | Text


def as_series(values: Array | Series) -> Series:
    """Return `values` as a series; a plain array runs over 0, 1, 2, …."""
    return values if isinstance(values, Series) else Series(np.arange(len(values)), values)
