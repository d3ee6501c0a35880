"""Character n-grams: the next character, guessed from how often each one came after the last few.

A model of order k looks at the k characters before: order 0 knows only how common each character
is, order 1 the character before, order 5 about a word. The counts are taken once, for every order
up to the largest, and two models read them:

    add-α        p(c | h) = (n(h, c) + α) / (n(h) + α V)
    Witten-Bell  p(c | h) = (n(h, c) + t(h) p(c | h')) / (n(h) + t(h)),   p(c | nothing) = 1 / V

where n counts, V is the number of symbols, t(h) is how many different characters came after h, and
h' is h without its oldest character. Witten-Bell lets the shorter contexts say what the longer one
has not seen; add-α gives the unseen an equal share.

Sources: Shannon, A mathematical theory of communication (1948), §3; Witten and Bell, The
zero-frequency problem (1991), method C; Chen and Goodman, An empirical study of smoothing
techniques for language modeling (1999), §2.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
UNSEEN = -1


class Level(NamedTuple):
    """What was counted for the contexts of one length; m of them, g different pairs with a next.

    A context is known by its place in `contexts`. There it is written as one number, made of the
    place of the context that is one character shorter and of the character before it.
    """

    contexts: Array  # (m,) sorted: shorter * V + oldest character
    grams: Array  # (g,) sorted: context * V + next character
    counts: Array  # (g,) n(h, c)
    totals: Array  # (m,) n(h)
    distinct: Array  # (m,) t(h)
    starts: Array  # (m + 1,) where the pairs of each context begin in `grams`


class Counts:
    """How often each character followed each context of 0 to `order` characters in a text.

    symbols: the vocabulary; the text's own characters, sorted, unless given.
    """

    def __init__(self, text: str, order: int, symbols: str | None = None) -> None:
        if not 0 <= order < len(text):
            raise ValueError(f"order {order} does not fit a text of {len(text)} characters")
        self.order = order
        self.symbols = "".join(sorted(set(text))) if symbols is None else symbols
        self.codes = {symbol: code for code, symbol in enumerate(self.symbols)}
        x, size = self.encode(text), len(self.symbols)  # (n,)
        self.levels: list[Level] = []
        places = np.zeros(len(x), np.int64)  # the empty context before every character
        for length in range(order + 1):
            if length:
                # from here on a place needs `length` characters before it
                written = places[1:] * size + x[:-length]
                contexts, places = np.unique(written, return_inverse=True)
            else:
                contexts = np.zeros(1, np.int64)
            grams, counts = np.unique(places * size + x[length:], return_counts=True)
            starts = np.searchsorted(grams, np.arange(len(contexts) + 1) * size)
            totals = np.bincount(places, minlength=len(contexts))
            self.levels.append(Level(contexts, grams, counts, totals, np.diff(starts), starts))

    def encode(self, text: str) -> Array:
        """Return the codes (n,) of a text; raise `ValueError` for a character without one."""
        strange = sorted(set(text) - self.codes.keys())
        if strange:
            raise ValueError(
                f"no count knows {''.join(strange[:5])!r}: give `symbols` that hold every "
                "character of the texts to come"
            )
        return np.array([self.codes[symbol] for symbol in text], np.int64)

    def path(self, context: str) -> list[int]:
        """Return the places of the context's endings that were seen, the empty one first."""
        places = [0]
        for level, symbol in zip(self.levels[1:], reversed(context), strict=False):
            code = self.codes.get(symbol)
            if code is None:
                break
            place = self._find(level.contexts, np.array([places[-1] * len(self.symbols) + code]))
            if place[0] == UNSEEN:
                break
            places.append(int(place[0]))
        return places

    def row(self, length: int, place: int) -> Array:
        """Return n(h, c) of one context for every symbol c. (V,)"""
        level = self.levels[length]
        pairs = slice(level.starts[place], level.starts[place + 1])
        row = np.zeros(len(self.symbols), np.int64)
        row[level.grams[pairs] - place * len(self.symbols)] = level.counts[pairs]
        return row

    def places(self, x: Array, length: int, shorter: Array) -> Array:
        """Return where the contexts of `length` before every character of x stand. (n,) -> (n,)

        shorter: the same for one character less. `UNSEEN` where the context never came.
        """
        if not length:
            return np.zeros(len(x), np.int64)
        found = np.full(len(x), UNSEEN, np.int64)
        known = np.flatnonzero(shorter[length:] != UNSEEN) + length
        written = shorter[known] * len(self.symbols) + x[known - length]
        found[known] = self._find(self.levels[length].contexts, written)
        return found

    def count(self, x: Array, length: int, places: Array) -> Array:
        """Return n(h, c) for every character c of x, h its context; 0 for an unseen one. (n,)"""
        level = self.levels[length]
        place = self._find(level.grams, places * len(self.symbols) + x)
        counted: Array = np.where(
            (place == UNSEEN) | (places == UNSEEN), 0, level.counts[np.maximum(place, 0)]
        )
        return counted

    @staticmethod
    def _find(sorted_numbers: Array, wanted: Array) -> Array:
        """Return the place of each wanted number, `UNSEEN` where it is not there."""
        place = np.minimum(np.searchsorted(sorted_numbers, wanted), len(sorted_numbers) - 1)
        found: Array = np.where(sorted_numbers[place] == wanted, place, UNSEEN)
        return found


class Model(ABC):
    """A way to turn counts into probabilities. Near a text's start it uses what context there is.

    order: the longest context it looks at; as long as was counted, unless given.
    """

    def __init__(self, counts: Counts, order: int | None = None) -> None:
        self.counts = counts
        self.order = counts.order if order is None else order
        if not 0 <= self.order <= counts.order:
            raise ValueError(f"contexts of 0 to {counts.order} were counted, not of {self.order}")

    @property
    def symbols(self) -> str:
        """The vocabulary, in the order of the probabilities."""
        return self.counts.symbols

    @abstractmethod
    def probabilities(self, context: str) -> Array:
        """Return the probability of every symbol after the context; only its end counts. (V,)"""

    @abstractmethod
    def likelihoods(self, text: str) -> Array:
        """Return the probability of every character of a text, given those before it. (n,)"""

    def nats(self, text: str) -> float:
        """Return the cross-entropy on a text in nats a character (natural logarithm)."""
        return float(-np.log(self.likelihoods(text)).mean())


class AddAlpha(Model):
    """Every symbol counts α more than it was seen; a context never seen says nothing (1/V)."""

    def __init__(self, counts: Counts, alpha: float, order: int | None = None) -> None:
        super().__init__(counts, order)
        if not alpha > 0:
            raise ValueError(f"alpha must be above 0, not {alpha}: else the unseen is impossible")
        self.alpha = alpha

    def probabilities(self, context: str) -> Array:
        """Return the smoothed row of the longest context, seen or not. (V,)"""
        length, size = min(self.order, len(context)), len(self.symbols)
        path = self.counts.path(context[len(context) - length :])
        row = np.zeros(size)
        if len(path) > length:
            row = self.counts.row(length, path[length]).astype(float)
        # p(c | h) = (n(h, c) + α) / (n(h) + α V)
        p: Array = (row + self.alpha) / (row.sum() + self.alpha * size)
        return p

    def likelihoods(self, text: str) -> Array:
        """Score every character by the context of the full order, or by all there is. (n,)"""
        counts, size = self.counts, len(self.symbols)
        x = counts.encode(text)
        p, places = np.empty(len(x)), np.zeros(len(x), np.int64)
        for length, level in enumerate(counts.levels[: self.order + 1]):
            places = counts.places(x, length, places)
            total = np.where(places == UNSEEN, 0, level.totals[np.maximum(places, 0)])
            scored = (counts.count(x, length, places) + self.alpha) / (total + self.alpha * size)
            p[length:] = scored[length:]
        return p


class WittenBell(Model):
    """Every context is mixed with the shorter ones, by how often it was followed by news."""

    def probabilities(self, context: str) -> Array:
        """Return the rows of the context's endings, mixed from the shortest up. (V,)"""
        p = np.full(len(self.symbols), 1.0 / len(self.symbols))
        for length, place in enumerate(self.counts.path(context)[: self.order + 1]):
            level = self.counts.levels[length]
            total, distinct = level.totals[place], level.distinct[place]
            # p(c | h) = (n(h, c) + t(h) p(c | h')) / (n(h) + t(h))
            p = (self.counts.row(length, place) + distinct * p) / (total + distinct)
        return p

    def likelihoods(self, text: str) -> Array:
        """Score every character by the mixture, all places at once. (n,)"""
        counts = self.counts
        x = counts.encode(text)
        p, places = np.full(len(x), 1.0 / len(self.symbols)), np.zeros(len(x), np.int64)
        for length, level in enumerate(counts.levels[: self.order + 1]):
            places = counts.places(x, length, places)
            total = level.totals[np.maximum(places, 0)]
            distinct = level.distinct[np.maximum(places, 0)]
            mixed = (counts.count(x, length, places) + distinct * p) / (total + distinct)
            p = np.where(places == UNSEEN, p, mixed)
        return p
