"""Word vectors by counting: words that stand in like company get like vectors.

Three steps, and no training:

    count     n(w, c)   how often c stood within a few words of w
    compare   PMI(w, c) = ln( n(w, c) N / (n(w) n(c)) ),   PPMI = max(PMI, 0)
    shorten   M ≈ U Σ Vᵀ with d columns kept,   a word's vector is its row of U √Σ

Pointwise mutual information asks how much oftener two words meet than they would by chance. It
takes the power from words such as "the", which stand beside everything. Two words that never met
would give ln 0. That, and all that is below chance, is taken as 0: most of the matrix is empty.

Skip-gram with k negative samples ends, where it can fit exactly, at dot products of PMI - ln k. So
`negatives` subtracts ln k before the cut at 0: both methods are after the same matrix.

Sources: Church and Hanks, Word association norms, mutual information, and lexicography (1990);
Levy and Goldberg, Neural word embedding as implicit matrix factorization (2014), §3 and §4; Levy,
Goldberg and Dagan, Improving distributional similarity with lessons learned from word embeddings
(2015), for the root of Σ; Mikolov et al., Efficient estimation of word representations (2013), for
the analogies; Nissim et al., Fair is better than sensational (2020), on what banning the inputs
hides in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

UNKNOWN = -1
"""The number of a word that is not in the vocabulary: it keeps its place, and meets nobody."""

ROUND_OFF = 1e-12  # relative; a singular value below it is 0


class Text(NamedTuple):
    """A text as numbers."""

    words: tuple[str, ...]
    """The vocabulary, the most frequent first; a word's number is its place here."""
    tokens: Array
    """The text, (n,): the number of each word, or UNKNOWN."""
    lines: Array
    """Which line each word stands in, (n,): words of two lines never meet."""


class Space(NamedTuple):
    """Words and their vectors."""

    words: tuple[str, ...]
    vectors: Array
    """(V, d), row i for word i."""

    def number(self, word: str) -> int:
        """Return the row of a word; a `KeyError` says that it has none."""
        try:
            return self.words.index(word)
        except ValueError:
            raise KeyError(f"the text has too little of {word!r} to give it a vector") from None


def read(text: str, least: int = 15) -> Text:
    """Split a text into words of letters a to z, and number those that occur `least` times."""
    split = [re.findall("[a-z]+", line) for line in text.lower().splitlines()]
    counts = Counter(word for line in split for word in line)
    # by frequency, then by letter: the same text has the same numbers everywhere
    kept = sorted((word for word in counts if counts[word] >= least), key=lambda w: (-counts[w], w))
    numbers = {word: number for number, word in enumerate(kept)}
    tokens = [numbers.get(word, UNKNOWN) for line in split for word in line]
    lines = np.repeat(np.arange(len(split)), [len(line) for line in split])
    return Text(tuple(kept), np.array(tokens, np.int64), lines)


def keep_probabilities(text: Text, threshold: float) -> Array:
    """Return with what probability each word is kept when frequent ones are thinned out. (V,)

    It is √(threshold / f) where a word's share f of the text is above the threshold, else 1
    (Mikolov et al., Distributed representations of words and phrases, 2013, §2.3).
    """
    n = np.bincount(text.tokens[text.tokens != UNKNOWN], minlength=len(text.words))  # (V,)
    share = n / max(len(text.tokens), 1)
    return np.minimum(1.0, np.sqrt(threshold / np.maximum(share, 1e-12)))


def thinned(text: Text, threshold: float, rng: np.random.Generator) -> Text:
    """Leave out frequent words at random, before any window is laid: windows reach further then."""
    chance = np.append(keep_probabilities(text, threshold), 1.0)  # the last is for UNKNOWN, -1
    stays = rng.random(len(text.tokens)) < chance[text.tokens]
    return text._replace(tokens=text.tokens[stays], lines=text.lines[stays])


def cooccurrences(text: Text, window: int) -> Array:
    """Count how often word c stood at most `window` words before or after word w. (V, V)"""
    size, tokens, lines = len(text.words), text.tokens, text.lines
    counts = np.zeros(size * size, np.int64)
    for apart in range(1, window + 1):
        left, right = tokens[:-apart], tokens[apart:]
        met = (lines[:-apart] == lines[apart:]) & (left != UNKNOWN) & (right != UNKNOWN)
        counts += np.bincount(left[met] * size + right[met], minlength=size * size)
    one_way = counts.reshape(size, size)
    return one_way + one_way.T


def ppmi(counts: Array, negatives: int = 1) -> Array:
    """Return max(PMI - ln negatives, 0) for each pair of words, in nats. (V, V)

    Pairs that never met get 0, and so does everything about a word that met nobody.
    """
    total = counts.sum()
    matrix = np.zeros(counts.shape)
    if not total:
        return matrix
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)  # (V,) n(w), n(c)
    w, c = np.nonzero(counts)
    # ln n(w, c) N / (n(w) n(c)), as a sum of logarithms: the products can pass 2^63
    pmi = np.log(counts[w, c]) + np.log(total) - np.log(rows[w]) - np.log(columns[c])
    matrix[w, c] = np.maximum(pmi - np.log(negatives), 0.0)
    return matrix


def truncated_svd(matrix: Array, d: int) -> tuple[Array, Array]:
    """Return U (V, d) and the d largest singular values of a symmetric matrix, largest first.

    A symmetric matrix is U Λ Uᵀ, so its singular values are the |λ|, and V is U with the columns of
    each negative λ turned over. Each column's largest entry is positive: of the two signs that a
    column may have, one is always taken. It costs V³: a second for 2000 words.
    """
    size = len(matrix)
    if not 1 <= d <= size:
        raise ValueError(f"{size} words have from 1 to {size} dimensions, not {d}")
    eigenvalues, columns = np.linalg.eigh(matrix)
    order = np.argsort(-np.abs(eigenvalues))[:d]
    U, values = columns[:, order], np.abs(eigenvalues[order])
    U *= np.where(U[np.abs(U).argmax(axis=0), np.arange(d)] < 0.0, -1.0, 1.0)
    values[values < ROUND_OFF * values[0]] = 0.0
    return U, values


def word_vectors(matrix: Array, d: int) -> Array:
    """Return a vector of d numbers for each word: its row of U √Σ. (V, d)

    A word whose row is empty gets the zero vector, exactly.
    """
    U, values = truncated_svd(matrix, d)
    vectors: Array = U * np.sqrt(values)
    vectors[~matrix.any(axis=1)] = 0.0
    return vectors


def cosine(u: Array, v: Array) -> float:
    """Return how nearly two vectors point the same way, -1 to 1; 0.0 where one has no length."""
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return float(u @ v) / lengths if lengths > 0.0 else 0.0


def cosines(vectors: Array, target: Array) -> Array:
    """Return the cosine of each row (V, d) with a target (d,), as `cosine` has it. (V,)"""
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(target)  # (V,)
    found: Array = np.zeros(len(vectors))
    np.divide(vectors @ target, lengths, out=found, where=lengths > 0.0)
    return found


def nearest(
    space: Space, target: Array, n: int, banned: Collection[str] = ()
) -> list[tuple[str, float]]:
    """Return the n words nearest to a target (d,) with their cosines, the nearest first."""
    found = cosines(space.vectors, target)
    order = [i for i in np.argsort(-found, kind="stable") if space.words[i] not in banned]
    return [(space.words[i], float(found[i])) for i in order[:n]]


def neighbours(space: Space, word: str, n: int = 10) -> list[tuple[str, float]]:
    """Return the n words nearest to a word, itself left out."""
    return nearest(space, space.vectors[space.number(word)], n, {word})


def analogy(
    space: Space, a: str, b: str, c: str, n: int = 5, inputs_banned: bool = True
) -> list[tuple[str, float]]:
    """Return what comes nearest to being to c what b is to a: the words at b - a + c.

    All three are taken at length 1. Usually the three inputs may not be answers; unless they are
    banned, one of them often is the nearest.
    """
    rows = space.vectors[[space.number(word) for word in (a, b, c)]]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    x, y, z = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0.0)
    return nearest(space, y - x + z, n, {a, b, c} if inputs_banned else ())
