"""Samples: points of several classes, each class with a mark and a colour of its own.

Few points get a mark each, and a cell that holds several classes an `&`. Many points are dots of
braille; a cell has the colour of the class with the most points in it, the first one's if two have
as many, and each class has its mark once, where it is densest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Canvas
from tutor.draw.dots import GLYPHS, cell_codes
from tutor.draw.glyphs import length, shorten
from tutor.draw.legend import MARKS, Entry, draw_legend, wrap_legend
from tutor.draw.palette import Palette
from tutor.draw.plane import Floats, Plane

Mask = npt.NDArray[np.bool_]

SHARED = "&"
"""A cell in which several classes have points."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Cells that hold samples. glyph, fore, used (height, width); shared: whether any is `&`."""

    glyph: npt.NDArray[np.str_]
    fore: npt.NDArray[np.int32]
    used: Mask
    shared: bool = False


def mark_layer(
    classes: Sequence[Floats], plane: Plane, colours: Sequence[int], palette: Palette
) -> Layer:
    """Return a mark in every cell with points. classes: points (n, 2) each."""
    counts = _counts(classes, plane)
    several = (counts > 0).sum(axis=0) > 1
    layer = _majority(counts, colours)
    layer.glyph[several] = SHARED
    layer.fore[several] = palette.foreground
    return Layer(layer.glyph, layer.fore, layer.used, bool(several.any()))


def dot_layer(
    classes: Sequence[Floats], plane: Plane, colours: Sequence[int], palette: Palette
) -> Layer:
    """Return braille dots in the majority's colour; its mark where colours cannot tell."""
    counts = _counts(classes, plane)
    layer = _majority(counts, colours)
    if palette.shades or not layer.used.any():
        return layer
    marks = layer.glyph.copy()
    area = plane.area
    mask = np.zeros(area.dots, np.bool_)
    for points in classes:
        places = plane.places(points[plane.is_inside(points)])
        size = np.array([area.width * 2, area.height * 4])
        columns, rows = np.minimum(places * size, size - 1).astype(np.int64).T
        mask[rows, columns] = True
    layer.glyph[:] = GLYPHS[cell_codes(mask)]
    owner = counts.argmax(axis=0)
    for index, count in enumerate(counts if len(classes) > 1 else ()):
        own = np.where(owner == index, count, 0)
        densest = np.unravel_index(int(own.argmax()), own.shape)
        if own[densest]:
            layer.glyph[densest] = marks[densest]
    return layer


def _counts(classes: Sequence[Floats], plane: Plane) -> npt.NDArray[np.int64]:
    """Return how many points each class has in each cell, (n_classes, height, width)."""
    area = plane.area
    counts = np.zeros((max(len(classes), 1), area.height, area.width), np.int64)
    for own, points in zip(counts, classes, strict=False):
        rows, columns = plane.rows_columns(points[plane.is_inside(points)])
        found = np.bincount(rows * area.width + columns, minlength=own.size)
        own += found.reshape(own.shape)
    return counts


def _majority(counts: npt.NDArray[np.int64], colours: Sequence[int]) -> Layer:
    used = counts.sum(axis=0) > 0
    owner = counts.argmax(axis=0)
    marks = np.array(list(MARKS), "<U1")
    glyph = np.where(used, marks[owner % len(MARKS)], " ")
    fore = np.array(colours, np.int32)[owner % len(colours)]
    return Layer(glyph, fore, used)


def legend_rows(
    classes: Mapping[str, Floats], width: int, most: int, palette: Palette
) -> list[list[tuple[str, int]]]:
    """Return the legend: each class's mark, name and number of points."""
    entries = [
        Entry(
            MARKS[index % len(MARKS)],
            name,
            str(len(points)),
            palette.series[index % len(palette.series)],
        )
        for index, (name, points) in enumerate(classes.items())
    ]
    return wrap_legend(entries, width, most) if entries else []


def draw_head(
    canvas: Canvas,
    rows: list[list[tuple[str, int]]],
    classes: Mapping[str, Floats],
    plane: Plane,
    layer: Layer,
    palette: Palette,
) -> None:
    """Write the legend and, before it, what `&` means and how many points are not shown."""
    if not rows:
        return
    free = draw_legend(canvas, rows)
    parts = [f"{SHARED} mixed"] if layer.shared else []
    points = np.concatenate(list(classes.values()))
    finite = np.isfinite(points).all(axis=1)
    outside = int((finite & ~plane.is_inside(points)).sum())
    parts += [f"{outside} outside"] if outside else []
    broken = int((~finite).sum())
    parts += [f"{broken} not finite"] if broken else []
    text = shorten(", ".join(parts), free - 2)
    canvas.put(0, 0, text if length(text) > 4 else "", palette.muted)
