"""Static figures for the command line and plain mode, as text. The only module that knows plotext.

plotext raises on infinite values and on zeros of a log axis, and its module-level figure is shared
by everyone: so each call makes a figure of its own, from finite data, with log axes as log10 and
their decades. A matrix becomes rows of numbers: shades would be nothing without colour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.draw.glyphs import length, pad, shorten
from tutor.draw.lines import choose_ranges, live_lines
from tutor.draw.numbers import number, same_digits
from tutor.draw.palette import DARK
from tutor.draw.ranges import LARGEST, Range, fit_exact, fit_linear
from tutor.draw.ticks import decade_ticks, linear_ticks
from tutor.engine.panels import Bars, Curve, Heat, Panel, Scatter

LEAST_WIDTH, LEAST_HEIGHT = 12, 5
"""Below this, plotext leaves no cell for the data."""
MARKERS = "ox+*#@"
"""One for each class of points and each line after the first: colour may be missing."""
WIDEST_HEAD = 8
"""Cells that the head of a column of numbers may take."""

_COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")

Floats = npt.NDArray[np.float64]


def figure(panel: Panel, width: int, height: int, color: bool = False) -> str:
    """Return the panel as text of at most width x height cells, with its title.

    Empty for a kind that has no static figure, and where there is no room for one. ANSI codes only
    if `color`.
    """
    drawer = _BY_KIND.get(type(panel))
    if drawer is None or width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return ""
    with np.errstate(all="ignore"):
        text: str = drawer(panel, width, height)
    return text if color else _COLOUR_CODES.sub("", text)


def _blank(title: str, width: int, height: int) -> Any:
    from plotext._figure import _figure_class

    plot = _figure_class()
    plot._limit_size(False, False)  # the terminal's size is not the figure's
    plot.plot_size(width, height)
    plot.theme("clear")
    plot.title(shorten(title, width))
    return plot


def _curve(panel: Curve, width: int, height: int) -> str:
    plot = _blank(panel.title, width, height)
    plot.xlabel(panel.x_label)
    drawn = {name: line for name, line in live_lines(panel).items() if len(line.x)}
    if drawn:
        ranges = choose_ranges(panel, list(drawn.values()), [], None)
        _axes(plot, ranges, width, height, decade_ticks if panel.log else linear_ticks)
    for index, (name, line) in enumerate(drawn.items()):
        x, y = line.x.tolist(), line.y.tolist()
        marker = MARKERS[index % len(MARKERS)] if index else "braille"
        plot.plot(x, y, marker=marker, label=name, color=_colour(index))
    return str(plot.build())


def _scatter(panel: Scatter, width: int, height: int) -> str:
    classes = {name: _finite(points) for name, points in panel.classes.items()}
    drawn = {name: points for name, points in classes.items() if len(points)}
    markers = {name: MARKERS[index % len(MARKERS)] for index, name in enumerate(classes)}
    # a legend would lie over points, so the title says which class is which
    key = ", ".join(f"{marker} {name}" for name, marker in markers.items())
    plot = _blank(f"{panel.title}: {key}" if key else panel.title, width, height)
    plot.xlabel(panel.x_label)
    plot.ylabel(panel.y_label)
    if drawn:
        everything = np.concatenate(list(drawn.values()))
        x_range = _range(everything[:, 0], panel.x_range)
        y_range = _range(everything[:, 1], panel.y_range)
        _axes(plot, (x_range, y_range), width, height, linear_ticks)
    for index, (name, points) in enumerate(drawn.items()):
        x, y = points.T.tolist()
        plot.scatter(x, y, marker=markers[name], color=_colour(index))
    return str(plot.build())


def _bars(panel: Bars, width: int, height: int) -> str:
    """Draw a bar to a row, its value in its name: groups stand one member below the other."""
    bars = _flat(panel)
    shown = bars[: max(1, height - 4)]
    names = [f"{shorten(name, width // 3)} {number(value)}{panel.unit}" for name, value in shown]
    left = f" (the first {len(shown)} of {len(bars)})" if len(shown) < len(bars) else ""
    rows = 2 * len(shown) - 1 if 2 * len(shown) + 3 <= height else len(shown)
    plot = _blank(panel.title + left, width, max(LEAST_HEIGHT, rows + 4))
    lengths = [_clipped(value) if math.isfinite(value) else 0.0 for _, value in shown]
    ends = [0.0, *lengths, *(end for end in (panel.low, panel.high) if end is not None)]
    span = fit_linear((min(map(_clipped, ends)), max(map(_clipped, ends))))
    if shown:
        places = list(range(len(shown), 0, -1))  # plotext counts from the bottom
        plot.bar(places, lengths, orientation="h", width=0.1, color=_colour(0))
        plot.yticks(places, names)
        plot.ylim(*((1, len(shown)) if len(shown) > 1 else (0.5, 1.5)))  # a bar a row, exactly
        plot.xlim(*span)
        ticks = linear_ticks(*span, max(1, (width - max(map(length, names))) // 12))
        plot.xticks([place for place, _ in ticks], [label for _, label in ticks])
    return str(plot.build())


def _flat(panel: Bars) -> list[tuple[str, float]]:
    """Return every bar with its name; a member of a group is called by both names."""
    bars: list[tuple[str, float]] = []
    for name, value in panel.values.items():
        members = np.asarray(value, np.float64)
        if members.ndim == 0:
            bars.append((name, float(members)))
            continue
        for index, member in enumerate(members.tolist()):
            own = panel.series[index] if index < len(panel.series) else str(index + 1)
            bars.append((f"{name} {own}", member))
    return bars


def _heat(panel: Heat, width: int, height: int) -> str:
    """Write the matrix as aligned numbers, as many rows and columns as there is room for."""
    grid = np.asarray(panel.values, np.float64)
    if grid.ndim != 2 or not grid.size:
        return ""
    shown = grid[: height - 3]
    texts = [same_digits(row) for row in shown.tolist()]
    if panel.mask is not None and np.shape(panel.mask) == grid.shape:
        for row, column in np.argwhere(np.asarray(panel.mask, bool)[: len(shown)]).tolist():
            texts[row][column] = "·"
    rows = [_name(panel.rows, row) for row in range(len(shown))]
    left = min(max(map(length, rows)), width // 3)
    widest = max(length(_name(panel.columns, index)) for index in range(grid.shape[1]))
    cell = 2 + max(min(widest, WIDEST_HEAD), *(len(text) for row in texts for text in row))
    count = max(1, min(grid.shape[1], (width - left) // cell))
    heads = [pad(_name(panel.columns, index), cell - 2, right=True) for index in range(count)]
    lines = [shorten(panel.title, width), " " * left + "".join(head.rjust(cell) for head in heads)]
    for name, cells in zip(rows, texts, strict=True):
        lines.append(pad(name, left) + "".join(text.rjust(cell) for text in cells[:count]))
    if (len(shown), count) != grid.shape:
        lines.append(f"{len(shown)} by {count} of {grid.shape[0]} by {grid.shape[1]}")
    return "\n".join(lines)


def _name(names: Sequence[str], index: int) -> str:
    return str(names[index]) if index < len(names) else str(index)


def _axes(
    plot: Any, ranges: tuple[Range, Range], width: int, height: int, y_ticks_of: Callable[..., Any]
) -> None:
    """Set ranges and ticks of both axes."""
    x_range, y_range = ranges
    plot.xlim(*x_range)
    plot.ylim(*y_range)
    x_ticks = linear_ticks(*x_range, max(1, width // 12))
    y_ticks = y_ticks_of(*y_range, max(1, (height - 4) // 3))
    plot.xticks([place for place, _ in x_ticks], [label for _, label in x_ticks])
    plot.yticks([place for place, _ in y_ticks], [label for _, label in y_ticks])


def _range(values: Floats, own: tuple[float, float] | None) -> Range:
    """Return the panel's own range if it is one, else that of the values."""
    if own is not None and math.isfinite(own[0] + own[1]) and own[0] < own[1]:
        return own
    return fit_exact((float(values.min()), float(values.max())))


def _finite(points: npt.NDArray[Any]) -> Floats:
    """Return the points that can be drawn. (n, 2)"""
    flat = np.asarray(points, np.float64).ravel()
    pairs = flat[: len(flat) // 2 * 2].reshape(-1, 2)
    return np.clip(pairs[np.isfinite(pairs).all(axis=1)], -LARGEST, LARGEST)


def _clipped(value: float) -> float:
    return min(max(value, -LARGEST), LARGEST)


def _colour(index: int) -> tuple[int, int, int]:
    colour = DARK.series[index % len(DARK.series)]
    return colour >> 16, colour >> 8 & 255, colour & 255


_BY_KIND: dict[type, Callable[[Any, int, int], str]] = {
    Bars: _bars,
    Curve: _curve,
    Heat: _heat,
    Scatter: _scatter,
}
