"""Describe what lies on a plane or a grid: a scatter plot, a field, a heat map, a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutor.draw.listing import join
from tutor.draw.numbers import number
from tutor.draw.plane import as_points, is_span
from tutor.engine.panels import Field, Heat, Picture, Scatter

Floats = npt.NDArray[np.float64]


def describe_scatter(panel: Scatter) -> str:
    """Return each class's number of points, their middle, and what is not shown of them."""
    texts = []
    for name, found in panel.classes.items():
        points = as_points(found)
        finite = points[np.isfinite(points).all(axis=1)]
        text = f"{name}: {len(points)} points"
        text += f" around {_point(finite.mean(axis=0))}" if len(finite) else ""
        text += _count(len(points) - len(finite), " not finite")
        outside = np.zeros(len(finite), np.bool_)
        for axis, ends in enumerate((panel.x_range, panel.y_range)):
            if ends is not None and is_span(ends):
                outside |= (finite[:, axis] < ends[0]) | (finite[:, axis] > ends[1])
        texts.append(text + _count(int(outside.sum()), " outside the axes"))
    return join(texts) + "." if texts else "No points yet."


def _point(point: Floats) -> str:
    return f"({number(point[0])}, {number(point[1])})"


def _count(count: int, what: str, before: str = ", ") -> str:
    return f"{before}{count}{what}" if count else ""


def describe_field(panel: Field) -> str:
    """Return the range of the values, where the path is, and the points and samples on the map."""
    values = np.asarray(panel.values, np.float64)
    finite = values[np.isfinite(values)]
    if values.ndim != 2 or not finite.size:
        return "A map without values yet."
    text = f"Values from {number(finite.min())} to {number(finite.max())}."
    text += f" Shaded away from {number(panel.centre)} on both sides." if panel.diverging else ""
    path = as_points(panel.path)
    if len(path):
        steps = f"{len(path) - 1} step" + ("s" if len(path) != 2 else "")
        text += f" The path has taken {steps} from {_point(path[0])} to "
        text += f"{_point(path[-1])}, {_value_at(panel, values, path[-1])}."
    for name, points in panel.paths.items():
        places = as_points(points)
        where = (
            f"{_point(places[-1])}, {_value_at(panel, values, places[-1])}" if len(places) else ""
        )
        text += f" {name} is at {where}." if where else ""
    if panel.points:
        text += " Points: " + join(list(panel.points)) + "."
    if panel.classes:
        counts = [f"{name} {len(as_points(points))}" for name, points in panel.classes.items()]
        text += " Samples: " + join(counts) + "."
    if panel.classes and len(panel.levels) == 1:
        above = float((finite >= panel.levels[0]).mean())
        text += f" {above:.0%} of the map lies at or above {number(float(panel.levels[0]))}."
    return text


def _value_at(panel: Field, values: Floats, point: Floats) -> str:
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


def describe_heat(panel: Heat) -> str:
    """Return the matrix's size, its extremes, and what of it has no value to see."""
    values = np.asarray(panel.values, np.float64)
    mask = np.zeros(values.shape, np.bool_)
    if panel.mask is not None and np.shape(panel.mask) == values.shape:
        mask = np.asarray(panel.mask, np.bool_)
    seen = np.ma.masked_array(values, mask | ~np.isfinite(values))
    if values.ndim != 2 or not seen.count():
        return "A matrix without values yet."
    text = f"{values.shape[0]} rows by {values.shape[1]} columns"
    for what, at in (("largest", seen.argmax()), ("smallest", seen.argmin())):
        row, column = divmod(int(at), values.shape[1])
        where = f"{_name(panel.rows, row, 'row')}, {_name(panel.columns, column, 'column')}"
        text += f"; {what} {number(float(values[row, column]))} at {where}"
    text += _count(int(mask.sum()), " cells hidden", "; ")
    return (
        text + _count(int((~np.isfinite(values) & ~mask).sum()), " values not finite", "; ") + "."
    )


def _name(names: Sequence[str], index: int, kind: str) -> str:
    return str(names[index]) if index < len(names) else f"{kind} {index}"


def describe_picture(panel: Picture) -> str:
    """Return the image's size, its mean grey, and how many values are no grey."""
    values = np.asarray(panel.values, np.float64)
    if values.ndim != 2 or not values.size:
        return "An empty picture."
    finite = values[np.isfinite(values)]
    text = f"A grey picture of {values.shape[1]} by {values.shape[0]} dots"
    text += f", mean grey {number(float(finite.mean()))}" if finite.size else ""
    text += _count(int(((values < 0) | (values > 1)).sum()), " values outside 0..1")
    return text + _count(int(np.isnan(values).sum()), " not a number") + "."
