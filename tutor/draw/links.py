"""The links of a graph: names become numbers, and what cannot be drawn becomes a sentence.

A graph on its way may name an input that is not there, name a node twice or run in a circle. The
links that remain have no cycle; the others are told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tutor.engine.panels import Graph

Inputs = tuple[tuple[int, ...], ...]
"""By node: the nodes its arrows come from, each once."""


@dataclass(frozen=True)
class Links:
    """The links that can be drawn, and a few words on each one that cannot."""

    inputs: Inputs
    problems: tuple[str, ...]


def find_links(panel: Graph) -> Links:
    """Return the links between nodes; a name that occurs twice means its first node."""
    nodes = panel.nodes
    return _resolve(tuple(node.name for node in nodes), tuple(tuple(n.inputs) for n in nodes))


@lru_cache(maxsize=16)
def _resolve(names: tuple[str, ...], inputs: tuple[tuple[str, ...], ...]) -> Links:
    index: dict[str, int] = {}
    problems: list[str] = []
    for place, name in enumerate(names):
        if index.setdefault(name, place) != place:
            problems.append(f"two nodes named {name}")
    for name, wanted in zip(names, inputs, strict=True):
        problems += [f"no node {other}, input of {name}" for other in wanted if other not in index]
    known = [_unique(index[name] for name in wanted if name in index) for wanted in inputs]
    cycles = _break_cycles(known)
    problems += ["cycle: " + " → ".join(names[node] for node in cycle) for cycle in cycles]
    return Links(tuple(map(tuple, known)), tuple(dict.fromkeys(problems)))


def nearest(inputs: Inputs, start: int, most: int) -> list[int]:
    """Return at most `most` nodes, those with the fewest links between them and `start` first."""
    beside: list[set[int]] = [set(wanted) for wanted in inputs]
    for node, wanted in enumerate(inputs):
        for other in wanted:
            beside[other].add(node)
    found: dict[int, None] = {}
    for node in [start, *range(len(inputs))]:  # parts without a link to `start` come last
        reached = [node] if node not in found else []
        while reached and len(found) < most:
            found.update(dict.fromkeys(reached))
            reached = sorted(set().union(*(beside[near] for near in reached)) - found.keys())
    return sorted(list(found)[:most])


def _unique(nodes: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(nodes))


def _break_cycles(inputs: list[list[int]]) -> list[list[int]]:
    """Remove, depth first, each link that closes a cycle; return the cycles along their arrows."""
    cycles = []
    done: set[int] = set()
    for start in range(len(inputs)):
        path, rest = ([start], [list(inputs[start])]) if start not in done else ([], [])
        while path:
            if not rest[-1]:
                done.add(path.pop())
                rest.pop()
                continue
            node = rest[-1].pop(0)
            if node in path:
                cycles.append([node, *reversed(path[path.index(node) :])])
                inputs[path[-1]].remove(node)
            elif node not in done:
                path.append(node)
                rest.append(list(inputs[node]))
    return cycles
