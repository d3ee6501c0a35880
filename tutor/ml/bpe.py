"""Byte-pair encoding: a vocabulary grown by gluing together what stands together most often.

A text starts as its UTF-8 bytes, the tokens 0 to 255, so there is nothing it cannot write. Training
finds the pair of neighbours that is most frequent, makes it one new token, and begins again. Of
equally frequent pairs the one that comes first in the text wins. Encoding repeats the merges in the
order in which they were learned.

Sources: Gage, A new algorithm for data compression (1994); Sennrich, Haddow and Birch, Neural
machine translation of rare words with subword units (2016), §3.2; Radford et al. (2019), §2.2, for
bytes instead of characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

Pair = tuple[int, int]
BYTES = 256


def train(text: str, n_merges: int) -> dict[Pair, int]:
    """Learn merges: pair -> new token, the tokens numbered from 256 in the order of learning.

    There are fewer than `n_merges` when the text has become a single token.
    """
    tokens, merges = list(text.encode()), dict[Pair, int]()
    for token in range(BYTES, BYTES + n_merges):
        pairs = Counter(pairwise(tokens))
        if not pairs:
            break
        pair = max(pairs, key=pairs.__getitem__)  # a Counter keeps first-seen order, and so max
        tokens = merge(tokens, pair, token)
        merges[pair] = token
    return merges


def merge(tokens: Sequence[int], pair: Pair, token: int) -> list[int]:
    """Return the tokens with each `pair` replaced, from the left, without overlap."""
    merged, i = list[int](), 0
    while i < len(tokens):
        if i + 1 < len(tokens) and (tokens[i], tokens[i + 1]) == pair:
            merged.append(token)
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


def encode(text: str, merges: Mapping[Pair, int]) -> list[int]:
    """Return the tokens of a text: of the merges that apply, the earliest learned goes first."""
    tokens = list(text.encode())
    while len(tokens) > 1:
        pair = min(pairwise(tokens), key=lambda pair: merges.get(pair, float("inf")))
        if pair not in merges:
            break
        tokens = merge(tokens, pair, merges[pair])
    return tokens


def spell(merges: Mapping[Pair, int]) -> dict[int, bytes]:
    """Return the bytes that every token stands for."""
    spelled = {byte: bytes([byte]) for byte in range(BYTES)}
    for (left, right), token in merges.items():
        spelled[token] = spelled[left] + spelled[right]
    return spelled


def decode(tokens: Iterable[int], merges: Mapping[Pair, int]) -> str:
    """Return the text of tokens; bytes that are no UTF-8 become the replacement character."""
    spelled = spell(merges)
    return b"".join(spelled[token] for token in tokens).decode(errors="replace")
