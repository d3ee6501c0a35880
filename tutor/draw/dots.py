"""Braille dots: lines at 2 x 4 dots a cell, drawn a whole array at a time.

A dot mask is a boolean array (4 height, 2 width), row 0 on top. A line over increasing x is reduced
to its lowest and highest dot in each dot column first, so 20 000 points cost what 200 do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8)
GLYPHS = np.array([" ", *(chr(0x2800 + code) for code in range(1, 256))], "<U1")
"""The braille character of a cell's code; code 0 is a space."""


def cell_codes(mask: Mask) -> npt.NDArray[np.uint8]:
    """Return the braille code of every cell, (height, width), from a dot mask."""
    rows, columns = mask.shape
    cells = mask.reshape(rows // 4, 4, columns // 2, 2)
    return np.asarray(np.einsum("hiwj,ij->hw", cells.view(np.uint8), _BITS))


def line_mask(x: Floats, y: Floats, joined: Mask, shape: tuple[int, int]) -> Mask:
    """Draw a line over non-decreasing x, in dots; y counts from the top and may lie outside.

    x, y (n,); joined (n - 1,): whether a point and the next are connected.
    """
    column = np.clip(np.round(x), 0, shape[1] - 1).astype(np.int64)
    row = np.clip(np.round(y), -1e6, 1e6).astype(np.int64)
    start = np.flatnonzero(np.diff(column, prepend=-1))  # each dot column's first point
    end = np.append(start[1:], len(column)) - 1
    linked = np.append(joined[end[:-1]], False)

    span = np.arange(column[0], column[-1] + 1)
    group = np.searchsorted(column[start], span, side="right") - 1
    has_point = column[start][group] == span
    drawn = has_point | linked[group]

    between = np.clip(np.round(np.interp(span, x, y)), -1e6, 1e6).astype(np.int64)
    first = np.where(has_point, row[start][group], between)
    last = np.where(has_point, row[end][group], between)
    low = np.where(has_point, np.minimum.reduceat(row, start)[group], between)
    high = np.where(has_point, np.maximum.reduceat(row, start)[group], between)
    _connect(first, last, low, high, linked[group[:-1]])

    rows = np.arange(shape[0])[:, None]
    mask = np.zeros(shape, np.bool_)
    mask[:, span] = (rows >= low) & (rows <= high) & drawn
    return mask


def _connect(first: Ints, last: Ints, low: Ints, high: Ints, join: Mask) -> None:
    """Stretch neighbouring columns until they meet half-way: a steep line stays one dot thin."""
    here, there = last[:-1], first[1:]
    middle = (here + there) // 2
    up, down = join & (there > here), join & (there < here)
    np.maximum(high[:-1], middle, out=high[:-1], where=up)
    np.minimum(low[1:], middle + 1, out=low[1:], where=up)
    np.minimum(low[:-1], middle + 1, out=low[:-1], where=down)
    np.maximum(high[1:], middle, out=high[1:], where=down)


def segment_mask(start: Floats, end: Floats, shape: tuple[int, int]) -> Mask:
    """Draw straight segments, in dots, cut at the borders. start, end (n, 2) as x, y."""
    mask = np.zeros(shape, np.bool_)
    start, end = _clip(start, end, shape[1], shape[0])
    if not len(start):
        return mask
    delta = end - start
    count = np.ceil(np.abs(delta).max(axis=1)).astype(np.int64) + 1
    segment = np.repeat(np.arange(len(count)), count)
    index = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    share = (index / np.maximum(count - 1, 1)[segment])[:, None]
    dot = (start[segment] + share * delta[segment]).astype(np.int64)
    mask[np.minimum(dot[:, 1], shape[0] - 1), np.minimum(dot[:, 0], shape[1] - 1)] = True
    return mask


def _clip(start: Floats, end: Floats, width: int, height: int) -> tuple[Floats, Floats]:
    """Cut segments to the box 0..width, 0..height (Liang and Barsky); drop those outside."""
    delta = end - start
    enter, leave = np.zeros(len(start)), np.ones(len(start))
    keep = np.ones(len(start), np.bool_)
    for axis, size in ((0, width), (1, height)):
        with np.errstate(divide="ignore", invalid="ignore"):
            to_low: Any = -start[:, axis] / delta[:, axis]
            to_high: Any = (size - start[:, axis]) / delta[:, axis]
        moving = delta[:, axis] != 0
        inside = (start[:, axis] >= 0) & (start[:, axis] <= size)
        keep &= moving | inside
        enter = np.where(moving, np.maximum(enter, np.minimum(to_low, to_high)), enter)
        leave = np.where(moving, np.minimum(leave, np.maximum(to_low, to_high)), leave)
    keep &= enter <= leave
    start, delta = start[keep], delta[keep]
    return start + enter[keep, None] * delta, start + leave[keep, None] * delta
