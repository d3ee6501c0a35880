"""Where the parts of a graph go: how much each node shows, its box, and the way of every link.

The plan depends on the graph and the size only, not on values, gradients or the current node, so
nothing moves while they change. It is made once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import fmean

import numpy as np
import numpy.typing as npt

from tutor.draw.canvas import Spot
from tutor.draw.glyphs import length, shorten
from tutor.draw.layers import Layers, arrange
from tutor.draw.links import Inputs

NUMBER = 7
"""Cells kept in a frame for a number: any float fits, with one digit at least, as in -1e-300."""

LONGEST = 16
"""Names and texts are cut to so many cells."""

WIDEST_GAP = 12

ROUNDS = 12

Way = list[tuple[float, float]]
"""Corners of a link, as x and y in cells."""


@dataclass(frozen=True)
class Look:
    """How much a node shows: its value and gradient above and below, a frame around, its text."""

    numbers: bool
    framed: bool
    with_text: bool
    gap: int
    """The least cells between layers; the last of them is the arrow head's."""

    def label(self, name: str, text: str) -> str:
        """Return what is written in a node."""
        shown = shorten(name, LONGEST)
        return f"{shown} = {shorten(text, LONGEST)}" if self.with_text and text else shown

    def width(self, label: str) -> int:
        """Return the cells of a node; the one before its label is kept for the mark."""
        if self.framed:
            return max(length(label) + 2, NUMBER + 3) + 2
        # without a frame the longest numbers may run into the gap
        return max(length(label), NUMBER + 1 if self.numbers else 0) + 1

    @property
    def height(self) -> int:
        """The rows of a node."""
        return 3 if self.numbers else 1


LOOKS = (
    Look(numbers=True, framed=True, with_text=True, gap=3),
    Look(numbers=True, framed=True, with_text=False, gap=3),
    Look(numbers=True, framed=False, with_text=False, gap=3),
    Look(numbers=True, framed=False, with_text=False, gap=2),
    Look(numbers=False, framed=False, with_text=False, gap=2),
)
"""From the richest on; the first that fits is taken."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The layout, and its size in cells: larger than the panel if even bare names do not fit."""

    width: int
    height: int
    look: Look
    labels: tuple[str, ...]
    boxes: tuple[Spot, ...]
    ways: npt.NDArray[np.float64]
    """The straight pieces of all links, (n, 2, 2): both ends as x and y, in cells."""
    targets: npt.NDArray[np.int64]
    """The node that each piece leads to."""
    strokes: npt.NDArray[np.float64]
    """The pieces, each once: links from one node share some."""


@lru_cache(maxsize=32)
def make_plan(
    inputs: Inputs, names: tuple[str, ...], texts: tuple[str, ...], width: int, height: int
) -> Plan:
    """Lay out a graph without cycles; bare names leave the last row free."""
    layers = arrange(inputs)
    for look in LOOKS:
        labels = tuple(look.label(name, text) for name, text in zip(names, texts, strict=True))
        columns = [
            max((look.width(labels[slot]) for slot in layer if slot < len(names)), default=1)
            for layer in layers.order
        ]
        sizes = [
            [look.height if slot < len(names) else 1 for slot in layer] for layer in layers.order
        ]
        rows = height if look.numbers else max(height - 1, 1)
        wide = sum(columns) + look.gap * (len(columns) - 1)
        high = max(map(sum, sizes))
        if wide <= width and high <= rows:
            break
    whole = max(width, wide), max(rows, high)
    gap = look.gap
    if len(columns) > 1:
        gap = min(WIDEST_GAP, gap + (whole[0] - wide) // (len(columns) - 1))
    lefts = _lefts(columns, gap, whole[0])
    tops = _tops(layers, sizes, whole[1])
    boxes = _boxes(layers, lefts, tops, look, labels)
    middles = {slot: tops[slot] + (look.height // 2 if slot < len(names) else 0) for slot in tops}
    # a way starts at the frame, or half a cell behind the name
    starts = [
        box.column + (box.width if look.framed else length(label) + 1.5)
        for box, label in zip(boxes, labels, strict=True)
    ]
    pieces = [
        (piece, chain[-1])
        for chain in layers.chains
        for piece in pairwise(_way(chain, starts[chain[0]], layers, middles, lefts, columns))
    ]
    ways = np.array([piece for piece, _ in pieces], np.float64).reshape(-1, 2, 2)
    targets = np.array([target for _, target in pieces], np.int64)
    strokes = np.unique(ways, axis=0)
    return Plan(*whole, look, labels, boxes, ways, targets, strokes)


def _lefts(columns: Sequence[int], gap: int, width: int) -> list[int]:
    """Return where each layer starts, all of them centred."""
    lefts = [(width - sum(columns) - gap * (len(columns) - 1)) // 2]
    for size in columns[:-1]:
        lefts.append(lefts[-1] + size + gap)
    return lefts


def _tops(layers: Layers, sizes: Sequence[Sequence[int]], height: int) -> dict[int, int]:
    """Return the top row of every slot: near its neighbours, in its layer's order."""
    beside: dict[int, list[int]] = {}
    for start, end in layers.steps:
        beside.setdefault(start, []).append(end)
        beside.setdefault(end, []).append(start)
    gap = min(2, min((height - sum(layer)) // max(len(layer) - 1, 1) for layer in sizes))
    size = {
        slot: rows
        for layer, heights in zip(layers.order, sizes, strict=True)
        for slot, rows in zip(layer, heights, strict=True)
    }
    middle = dict.fromkeys(size, height / 2)
    for turn in range(ROUNDS):
        for layer in layers.order if turn % 2 == 0 else reversed(layers.order):
            wanted = [
                fmean(middle[near] for near in beside.get(slot, [slot])) - size[slot] / 2
                for slot in layer
            ]
            tops = place_apart(wanted, [size[slot] for slot in layer], gap, height)
            middle.update(
                {slot: top + size[slot] / 2 for slot, top in zip(layer, tops, strict=True)}
            )
    return {slot: int(centre - size[slot] / 2) for slot, centre in middle.items()}


def place_apart(
    wanted: Sequence[float], sizes: Sequence[int], gap: int, height: int
) -> npt.NDArray[np.int64]:
    """Return rows as near to the wanted ones as the order, the sizes and the height allow.

    Least squares by pooling adjacent violators: neighbours that would overlap move as one.
    """
    before = np.cumsum([0, *(size + gap for size in sizes[:-1])])
    pools: list[tuple[float, int]] = []  # a common shift, and how many share it
    for shift in np.array(wanted) - before:
        pools.append((float(shift), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, n_one), (two, n_two) = pools[-2:]
            pools[-2:] = [((one * n_one + two * n_two) / (n_one + n_two), n_one + n_two)]
    shifts = np.concatenate([np.full(count, shift) for shift, count in pools])
    room = height - int(before[-1]) - sizes[-1]
    return np.asarray(np.clip(np.floor(shifts + 0.5), 0, max(room, 0)) + before).astype(np.int64)


def _boxes(
    layers: Layers, lefts: Sequence[int], tops: dict[int, int], look: Look, labels: Sequence[str]
) -> tuple[Spot, ...]:
    """Return the box of every node; the frames of a layer are equally wide."""
    found: dict[int, Spot] = {}
    for layer, left in zip(layers.order, lefts, strict=True):
        widths = {slot: look.width(labels[slot]) for slot in layer if slot < len(labels)}
        for slot, own in widths.items():
            size = max(widths.values()) if look.framed else own
            found[slot] = Spot(tops[slot], left, look.height, size)
    return tuple(found[node] for node in range(len(labels)))


def _way(
    chain: Sequence[int],
    start: float,
    layers: Layers,
    middles: dict[int, int],
    lefts: Sequence[int],
    columns: Sequence[int],
) -> Way:
    """Return a link's corners: level beside nodes and bends, slanted only between layers."""
    first = next(index for index, layer in enumerate(layers.order) if chain[0] in layer)
    way: Way = [(start, middles[chain[0]])]
    for step, slot in enumerate(chain[:-1]):
        left, right = lefts[first + step], lefts[first + step] + columns[first + step]
        way += [(left, middles[slot])] if step else []
        way.append((max(right, start), middles[slot]))
    way.append((lefts[first + len(chain) - 1] - 1, middles[chain[-1]]))
    return [(x, row + 0.5) for x, row in way]
