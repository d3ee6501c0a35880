"""Layers: a graph without cycles from left to right, every link from an earlier layer to a later.

The method of Sugiyama, Tagawa and Toda (1981). A node's layer is the longest path to it from the
inputs; an input stands just before the first node that needs it. A link over several layers passes
a bend in each one between, and all links from one node share their bends. In each layer, nodes and
bends are ordered by the mean place of their neighbours, until fewer links cross no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np

from tutor.draw.links import Inputs

SWEEPS = 8


@dataclass(frozen=True)
class Layers:
    """Slots by layer, from the top. Slots below the number of nodes are nodes, the others bends."""

    order: tuple[tuple[int, ...], ...]
    steps: tuple[tuple[int, int], ...]
    """Links between neighbouring layers: from slot, to slot."""
    chains: tuple[tuple[int, ...], ...]
    """The slots of every link, from its source to its target."""


def arrange(inputs: Inputs) -> Layers:
    """Return the layers of a graph without cycles."""
    rank = ranks(inputs)
    order: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    for node, layer in enumerate(rank):
        order[layer].append(node)
    slots = len(rank)
    lanes: dict[int, list[int]] = {}  # by source: itself, then its bends
    chains = []
    for target, sources in enumerate(inputs):
        for source in sources:
            lane = lanes.setdefault(source, [source])
            while rank[source] + len(lane) < rank[target]:
                order[rank[source] + len(lane)].append(slots)
                lane.append(slots)
                slots += 1
            chains.append((*lane[: rank[target] - rank[source]], target))
    steps = dict.fromkeys(pair for chain in chains for pair in pairwise(chain))
    best = _uncross(order, list(steps))
    return Layers(tuple(map(tuple, best)), tuple(steps), tuple(chains))


def ranks(inputs: Inputs) -> list[int]:
    """Return the layer of every node."""
    users: list[list[int]] = [[] for _ in inputs]
    for node, sources in enumerate(inputs):
        for source in sources:
            users[source].append(node)
    rank = [0] * len(inputs)
    waits = [len(sources) for sources in inputs]
    ready = [node for node, count in enumerate(waits) if count == 0]
    for node in ready:  # grows while it runs: every node once, after all its inputs
        for user in users[node]:
            rank[user] = max(rank[user], rank[node] + 1)
            waits[user] -= 1
            if waits[user] == 0:
                ready.append(user)
    for node, sources in enumerate(inputs):
        if not sources and users[node]:
            rank[node] = min(rank[user] for user in users[node]) - 1
    return rank


def _uncross(order: list[list[int]], steps: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the order with the fewest crossings that sweeps to and fro find."""
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for start, end in steps:
        before.setdefault(end, []).append(start)
        after.setdefault(start, []).append(end)
    best, fewest = [list(layer) for layer in order], crossings(order, steps)
    place = _places(order)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        beside = before if sweep % 2 == 0 else after
        for layer in order if sweep % 2 == 0 else reversed(order):
            # by the mean place of the neighbours; a slot without any keeps its own
            mean = {slot: fmean(place[near] for near in beside.get(slot, [slot])) for slot in layer}
            layer.sort(key=mean.__getitem__)
            place.update(_places([layer]))
        count = crossings(order, steps)
        if count < fewest:
            best, fewest = [list(layer) for layer in order], count
    return best


def crossings(order: Sequence[Sequence[int]], steps: Sequence[tuple[int, int]]) -> int:
    """Return how many pairs of links between the same two layers cross."""
    place = _places(order)
    layer = {slot: index for index, slots in enumerate(order) for slot in slots}
    ends: list[list[tuple[float, float]]] = [[] for _ in order]
    for start, end in steps:
        ends[layer[start]].append((place[start], place[end]))
    total = 0
    for pairs in ends:
        left, right = np.array(pairs, np.float64).reshape(-1, 2).T
        above = left[:, None] < left
        total += int((above & (right[:, None] > right)).sum())
    return total


def _places(order: Sequence[Sequence[int]]) -> dict[int, float]:
    """Return where in its layer each slot stands, 0 at the top, 1 at the bottom."""
    return {slot: (index + 0.5) / len(slots) for slots in order for index, slot in enumerate(slots)}
