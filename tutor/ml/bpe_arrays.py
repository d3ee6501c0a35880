"""Byte-pair encoding of megabytes: the merges and tokens of `bpe`, an array at a time.

`bpe` states the rule and counts every pair again after every merge. Here a merge changes the counts
only where it happened: the pairs that touch a glued place are taken from the counts, and the new
ones are added. A text's tokens are one array, so to find a pair is one comparison of it.

Merges act in the order in which they were learned: a merge makes only pairs that hold its own new
token, and those were learned later. So that order is also "the earliest learned goes first".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.bpe import BYTES, Pair

Array = npt.NDArray[Any]
MOST = 1 << 16
"""Tokens there can be: each is kept in 16 bits."""


def train(text: bytes, n_merges: int) -> dict[Pair, int]:
    """Learn the merges of `bpe.train`, in time that grows little with their number."""
    if not 0 <= n_merges <= MOST - BYTES:
        raise ValueError(f"{n_merges} merges: give 0 to {MOST - BYTES}, tokens have 16 bits")
    tokens, merges = as_tokens(text), dict[Pair, int]()
    counts: dict[int, int] = {}
    _count(counts, _pairs(tokens), 1)
    for token in range(BYTES, BYTES + n_merges):
        if not counts:
            break
        code = _most_frequent(counts, tokens)
        pair = code >> 16, code & 0xFFFF
        places = find(tokens, pair)
        _count(counts, _pairs(tokens, _around(places, (-1, 0, 1), len(tokens) - 1)), -1)
        tokens = glue(tokens, places, token)
        # every place has moved left by the merges before it
        glued = places - np.arange(len(places))
        _count(counts, _pairs(tokens, _around(glued, (-1, 0), len(tokens) - 1)), 1)
        merges[pair] = token
    return merges


def encode(text: bytes, merges: Mapping[Pair, int]) -> Array:
    """Return the tokens of `bpe.encode`. uint16 (n,)"""
    tokens = as_tokens(text)
    for pair, token in merges.items():
        places = find(tokens, pair)
        if len(places):
            tokens = glue(tokens, places, token)
    return tokens


def as_tokens(text: bytes) -> Array:
    """Return bytes as tokens. uint16 (n,)"""
    return np.frombuffer(text, np.uint8).astype(np.uint16)


def find(tokens: Array, pair: Pair) -> Array:
    """Return where `pair` stands, from the left, without overlap. (n,) -> (m,)"""
    left, right = pair
    places: Array = np.flatnonzero((tokens[:-1] == left) & (tokens[1:] == right))
    if left == right and len(places):
        # in a run such as aaaa every second place is taken by the one before it
        starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)  # of each run, in `places`
        lengths = np.diff(starts, append=len(places))
        within = np.arange(len(places)) - np.repeat(starts, lengths)
        places = places[within % 2 == 0]
    return places


def glue(tokens: Array, places: Array, token: int) -> Array:
    """Return the tokens with the two at each place made one."""
    changed = tokens.copy()
    changed[places] = token
    kept = np.ones(len(tokens), bool)
    kept[places + 1] = False
    glued: Array = changed[kept]
    return glued


def _pairs(tokens: Array, places: Array | None = None) -> Array:
    """Return each pair of neighbours as one number, left · 2¹⁶ + right. uint32"""
    if places is None:
        left, right = tokens[:-1], tokens[1:]
    else:
        left, right = tokens[places], tokens[places + 1]
    codes: Array = left.astype(np.uint32) << np.uint32(16) | right
    return codes


def _around(places: Array, steps: tuple[int, ...], n: int) -> Array:
    """Return the places and their neighbours, each once, as far as they are in 0 … n - 1."""
    near = np.unique(np.concatenate([places + step for step in steps]))
    return near[(near >= 0) & (near < n)]


def _count(counts: dict[int, int], codes: Array, sign: int) -> None:
    """Add the pairs to the counts, or take them away."""
    found, times = np.unique(codes, return_counts=True)
    for code, n in zip(found.tolist(), times.tolist(), strict=True):
        left = counts.get(code, 0) + sign * n
        if left:
            counts[code] = left
        else:
            del counts[code]


def _most_frequent(counts: Mapping[int, int], tokens: Array) -> int:
    """Return the most frequent pair; of equal ones the first in the text."""
    most = max(counts.values())
    best = [code for code, n in counts.items() if n == most]
    if len(best) == 1:
        return best[0]
    codes = _pairs(tokens)
    return int(codes[np.isin(codes, np.array(best, np.uint32)).argmax()])
