"""What counting alone makes of a text: the losses that a language model has to beat.

The counts see the beginning of the training text, half a million symbols at most, so that a file of
any size costs a second. They are scored on the very symbols that the model is scored on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.ngrams import Counts, WittenBell

Array = npt.NDArray[Any]

COUNTED = 500_000
"""Symbols of the training text that are counted."""
ORDERS = {"unigram": 0, "bigram": 1, "5-gram": 4}
"""The models by name: how many symbols back each looks."""


def baselines(train: Array, scored: Array, places: Array, size: int) -> dict[str, float]:
    """Return each model's mean loss in nats. train (n,) symbols below `size`.

    scored: a text (m,) that is read from its start; places: which of its symbols count.
    """
    symbols = "".join(map(chr, range(size)))
    order = min(max(ORDERS.values()), len(train) - 1)
    counts = Counts(_letters(train[:COUNTED]), order, symbols)
    losses = {}
    for name, back in ORDERS.items():
        likelihoods = WittenBell(counts, min(back, order)).likelihoods(_letters(scored))
        losses[name] = float(-np.log(likelihoods[places]).mean())
    return losses


def _letters(numbers: Array) -> str:
    """Write symbols as characters, which is what the counts read: number n is code point n."""
    return "".join(map(chr, numbers.tolist()))
