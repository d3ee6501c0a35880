"""The smallest model that writes: what came after the last few characters, counted.

It looks for the longest ending of the text, five characters at most, that it met three times or
more, and counts what came next there. Temperature T raises the counts to the power 1/T before they
are shared out: below 1 the frequent gains, above 1 the rare. A random number u then picks.

Source: Shannon, A mathematical theory of communication (1948), §3, who did it with books.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tutor.ml import corpus
from tutor.ml.ngrams import Counts

ORDER = 5
SIZE = 60_000
"""Characters of documentation it has read: counted in a tenth of a second."""
OFTEN_ENOUGH = 3


class Next(NamedTuple):
    """The ending that was found, and how often each character came after it, most often first."""

    ending: str
    counts: dict[str, int]


@lru_cache(maxsize=1)
def read() -> Counts:
    """Count what follows what in this Python's documentation."""
    return Counts(corpus.split(SIZE).train, ORDER, corpus.ALPHABET)


def after(text: str) -> Next:
    """Return what came after the longest ending of `text` that is known well enough."""
    seen = read()
    path = seen.path(text[-ORDER:])
    length = max(n for n, place in enumerate(path) if seen.levels[n].totals[place] >= OFTEN_ENOUGH)
    row = seen.row(length, path[length])  # (V,)
    order = np.argsort(-row, kind="stable")[: np.count_nonzero(row)]
    counts = {seen.symbols[code]: int(row[code]) for code in order}
    return Next(text[len(text) - length :], counts)


def tempered(counts: Mapping[str, int], temperature: float) -> dict[str, float]:
    """Return the counts to the power 1/T, the largest scaled to itself so that none overflows."""
    most = max(counts.values())
    # (n / most)^(1/T) · most: at T = 1 the counts themselves
    return {symbol: most * (n / most) ** (1.0 / temperature) for symbol, n in counts.items()}


def next_symbol(counts: Mapping[str, float], u: float) -> str:
    """Return the symbol on which u, 0 <= u < 1, lies when each is as long as its count."""
    place, end, symbol = u * sum(counts.values()), 0.0, ""
    for symbol, count in counts.items():
        end += count
        if place < end:
            return symbol
    return symbol  # a sum that was rounded down must not let u fall off the end
