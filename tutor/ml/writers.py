"""Things that write: each reads tokens and gives a score to every token that may come next.

Two were trained on Python's documentation and write characters, a small GPT and a 5-gram; one is a
pretrained language model, if the user installed it, and writes pieces of words. The last two know
no language: they have 1000 tokens and the same scores at every step, all equal or falling by Zipf's
law, so that what a filter does to a distribution can be seen exactly.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml import corpus, docs_gpt, gpt_sampling, smollm2
from tutor.ml.ngrams import Counts, WittenBell

Array = npt.NDArray[Any]

NAMES = ("docs-gpt", "5-gram", "smollm2", "flat", "zipf")
N_RANKS = 1000
REMEMBERED = 2000
VISIBLE = {"\n": "⏎", " ": "␣", "\t": "⇥", "": "∅"}


class Writer(ABC):
    """A vocabulary, and scores for the next token."""

    @abstractmethod
    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; of an empty one those that it starts a text with."""

    @abstractmethod
    def spell(self, token: int) -> str:
        """Return the text of a token."""

    @abstractmethod
    def logits(self, tokens: Sequence[int]) -> Array:
        """Return the score of each token after `tokens`; the larger, the likelier. float64 (V,)"""

    def name(self, token: int) -> str:
        """Return a token as it can be seen in a list: white space has signs."""
        spelled = self.spell(token)
        return "".join(VISIBLE.get(sign, sign) for sign in spelled) or VISIBLE[""]


class Characters(Writer):
    """A writer of characters, in the alphabet of `corpus`."""

    def encode(self, text: str) -> list[int]:
        """Return the symbols of a text; an empty one starts with the end of a paragraph."""
        return [int(number) for number in corpus.encode(text or "\n")]

    def spell(self, token: int) -> str:
        """Return the character."""
        return corpus.ALPHABET[token]


class DocsGpt(Characters):
    """The shipped GPT. It remembers its last answers: a run that is rewound asks again."""

    def __init__(self) -> None:
        self.model = docs_gpt.load()
        self._after = lru_cache(maxsize=REMEMBERED)(self._read)

    def logits(self, tokens: Sequence[int]) -> Array:
        """Return ln p of each character."""
        return self._after(tuple(int(token) for token in tokens[-self.model.shape.context :]))

    def _read(self, tokens: tuple[int, ...]) -> Array:
        scores: Array = np.log(gpt_sampling.next_probabilities(self.model, np.array(tokens)))
        scores.flags.writeable = False
        return scores


class FiveGram(Characters):
    """Counts of what followed the last five characters, mixed with the shorter contexts."""

    ORDER = 5

    def __init__(self) -> None:
        self.model = WittenBell(Counts(corpus.split().train, self.ORDER, corpus.ALPHABET))

    def logits(self, tokens: Sequence[int]) -> Array:
        """Return ln p of each character; none is impossible."""
        context = "".join(map(self.spell, tokens[-self.ORDER :]))
        scores: Array = np.log(self.model.probabilities(context))
        return scores


class Pretrained(Writer):
    """SmolLM2-135M, which can be had when `smollm2.find` finds it."""

    def __init__(self) -> None:
        path = smollm2.find()
        if path is None:
            raise LookupError(f"smollm2 is not installed: {smollm2.COMMAND}")
        self.model = smollm2.load(path)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; an empty one starts with the end of another."""
        return self.model.tokenizer.encode(text) or [0]

    def spell(self, token: int) -> str:
        """Return a piece of text; half a character is the replacement character."""
        return self.model.tokenizer.decode([token])

    def logits(self, tokens: Sequence[int]) -> Array:
        """Return the model's scores."""
        return self.model.logits(list(tokens))


class Ranks(Writer):
    """A thousand tokens, named by their rank, whose scores never change. text plays no part."""

    def __init__(self, scores: Array) -> None:
        self.scores = scores

    def encode(self, text: str) -> list[int]:
        """Return nothing: there is no language here."""
        return []

    def spell(self, token: int) -> str:
        """Return the rank, from 1."""
        return f"{token + 1} "

    def name(self, token: int) -> str:
        """Return the rank in words."""
        return f"rank {token + 1}"

    def logits(self, tokens: Sequence[int]) -> Array:
        """Return the scores that never change."""
        return self.scores


@lru_cache(maxsize=len(NAMES))
def writer(name: str) -> Writer:
    """Return a writer by its name; raise `LookupError` for smollm2 where it is not installed."""
    if name == "docs-gpt":
        return DocsGpt()
    if name == "5-gram":
        return FiveGram()
    if name == "smollm2":
        return Pretrained()
    if name == "flat":
        return Ranks(np.zeros(N_RANKS))
    if name == "zipf":
        # p ∝ 1 / rank (Zipf 1949)
        return Ranks(-np.log(np.arange(1.0, N_RANKS + 1.0)))
    raise ValueError(f"no writer {name!r}: there are {', '.join(NAMES)}")
