"""Writing with a GPT: the distribution of the next symbol, a draw from it, and a text symbol by
symbol.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tutor.ml.gpt import GPT
from tutor.ml.kv_cache import Cache

Array = npt.NDArray[Any]


@torch.no_grad()
def next_probabilities(
    model: GPT, numbers: Array, temperature: float = 1.0, cache: Cache | None = None
) -> Array:
    """Return the distribution of the symbol after `numbers` (n,), n >= 1. float64 (V,)

    Of a longer text than the context, only the end is seen. cache: what was read of the text
    before; only the rest is read, and added to it. It must not have more than the context has.
    """
    if cache is None:
        unread = numbers[-model.shape.context :]
    else:
        unread = numbers[len(cache) :]
    seen = torch.from_numpy(np.asarray(unread, dtype=np.int64)).to(model.device)
    logits: Tensor = model(seen[None], cache)[0, -1].float().cpu().double()
    shares: Array = (logits / temperature).softmax(dim=0).numpy()
    return shares


def draw(shares: Array, rng: np.random.Generator) -> int:
    """Return a symbol drawn in these shares (V,), by one uniform number."""
    cumulative = np.cumsum(shares)
    # a sum just below 1 must not let a draw fall off the end
    return int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))


def generate(
    model: GPT, numbers: Array, n: int, rng: np.random.Generator, temperature: float = 1.0
) -> Array:
    """Return `numbers` (m,), m >= 1, and `n` symbols the model wrote after it. int64 (m + n,)

    While the text fits the context, each symbol costs the reading of one; from there on the window
    moves with every symbol, and each costs the reading of a whole context.
    """
    written = np.asarray(numbers, dtype=np.int64)
    cache = Cache(model.shape.n_layers)
    for _ in range(n):
        fits = len(written) <= model.shape.context
        shares = next_probabilities(model, written, temperature, cache if fits else None)
        written = np.append(written, draw(shares, rng))
    return written
