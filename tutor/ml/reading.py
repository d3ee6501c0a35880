"""Two plain measures of a written text: how many of its words are words, and how much came before.

Neither says whether a text means anything. They tell noise and endless repetition from language.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutor.ml import corpus


def words(text: str) -> list[str]:
    """Return the words of two letters or more, in small letters."""
    return [word.lower() for word in re.findall(r"[A-Za-z]{2,}", text)]


@lru_cache(maxsize=1)
def documented() -> frozenset[str]:
    """Return the words of the documentation that lessons train on."""
    return frozenset(words(corpus.split().train))


def share_of_words(text: str) -> float:
    """Return the share of a text's words that the documentation has; 1 where there are none.

    The last word may be cut off, and is not counted.
    """
    found = words(text[: text.rfind(" ") + 1])
    return sum(word in documented() for word in found) / len(found) if found else 1.0


def share_repeated(text: str, stretch: int, start: int = 0) -> float:
    """Return how many of the stretches of so many characters had come before, as a share.

    start: the place from which they are counted; what stands before it can be repeated, too.
    """
    seen: set[str] = set()
    repeated = []
    for place in range(len(text) - stretch + 1):
        piece = text[place : place + stretch]
        repeated.append(piece in seen)
        seen.add(piece)
    counted = repeated[start:]
    return sum(counted) / len(counted) if counted else 0.0
