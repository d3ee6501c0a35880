"""Spans of time, as people say them."""

from __future__ import annotations

from itertools import pairwise

_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))


def duration(seconds: float) -> str:
    """Return a span in its two largest units: 42 s, 3 min 20 s, 5 h 10 min, 2 d 3 h."""
    left = max(0, round(seconds))
    for (name, size), (below, smaller) in pairwise(_UNITS):
        if left >= size:
            rest = left % size // smaller
            return f"{left // size} {name} {rest} {below}" if rest else f"{left // size} {name}"
    return f"{left} s"
