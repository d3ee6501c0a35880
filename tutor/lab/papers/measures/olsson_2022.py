"""One layer of attention and two, on texts that repeat themselves: two find what one does not.

Olsson et al., In-context Learning and Induction Heads (2022), argument 1 and the definition of
induction heads; Elhage et al., A Mathematical Framework for Transformer Circuits (2021), for why it
takes two layers. Theirs: models of 50,000 words. Here: attention only, 24 letters, texts of 16.

The loss is in nats, over the letters that have been in the text before: what followed them then
follows them now. Their prefix matching score is the attention that such a letter gives to the
letter after its last appearance, here in the layer that gives most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tutor.lab.papers import returned
from tutor.ml import attention, induction
from tutor.ml.induction import N_LETTERS, AttentionOnly, Texts

Array = npt.NDArray[Any]

METHOD = "texts"
"""texts(n, length, rng) -> letters: (n, length + 1) whole numbers from 0 to 23."""

LENGTH = 16
D_K = 32
BATCH, STEPS = 64, 400
N_TEST = 1000


def reference(n: int, length: int, rng: np.random.Generator) -> Array:
    """Draw texts that say a block of different letters again and again, of a length drawn too."""
    drawn = induction.repeating(n, length, rng)
    return np.concatenate([drawn.letters, drawn.answers[:, -1:]], axis=1)


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Train both models on the same texts, and read texts that neither has seen."""
    texts = method or reference
    numbers = {}
    for n_layers, name in ((1, "one_layer"), (2, "two_layers")):
        rng = np.random.default_rng(seed)
        model = train(n_layers, texts, seed, rng, STEPS)
        unseen = _drawn(texts, N_TEST, rng)
        with torch.no_grad():
            numbers[f"loss_{name}"] = float(induction.nats(model, unseen, 1.0, True))
        numbers[f"prefix_matching_{name}"] = prefix_matching(model, unseen)
    gap = numbers["loss_one_layer"] - numbers["loss_two_layers"]
    return numbers | {"gap": gap}


def train(
    n_layers: int, texts: Callable[..., Any], seed: int, rng: np.random.Generator, steps: int
) -> AttentionOnly:
    """Return a model of so many layers after so many steps on fresh texts."""
    model = AttentionOnly(n_layers, D_K, LENGTH, torch.Generator().manual_seed(seed))
    optimizer = induction.adam(model)
    for _ in range(steps):
        induction.train_step(model, optimizer, _drawn(texts, BATCH, rng))
    return model


def prefix_matching(model: AttentionOnly, texts: Texts) -> float:
    """Return the mean attention to the letter after the last appearance, in the best layer."""
    rows, places = np.nonzero(texts.known)
    targets = _last_before(texts.letters)[rows, places] + 1
    return max(
        float(shares[rows, places, targets].mean()) for shares in _shares(model, texts.letters)
    )


def _shares(model: AttentionOnly, letters: Array) -> Iterator[Array]:
    """Give each layer's attention, (n, T, T), computed from the weights."""
    w = model.arrays()
    x = w["W_E"][letters] + w["W_P"][: letters.shape[1]]  # (n, T, d)
    for layer in range(len(model.layers)):
        W_Q, W_K, W_V = (w[f"layers.{layer}.W_{part}"] for part in "QKV")
        shares = np.stack([attention.weights(text @ W_Q, text @ W_K, causal=True) for text in x])
        yield shares
        x = x + shares @ (x @ W_V)


def _drawn(texts: Callable[..., Any], n: int, rng: np.random.Generator) -> Texts:
    """Draw texts by the method, and mark the letters that have been there before."""
    drawn = returned.whole(texts(n, LENGTH, rng), (n, LENGTH + 1), N_LETTERS, "letters", METHOD)
    letters = drawn[:, :-1]
    known = _last_before(letters) >= 0
    if not known.any():
        raise ValueError(f"{METHOD} returned no text in which a letter comes twice: nothing to ask")
    return Texts(letters, drawn[:, 1:], known)


def _last_before(letters: Array) -> Array:
    """Return where each letter was last before it came there, -1 if nowhere. (n, T) -> (n, T)"""
    T = letters.shape[1]
    same = (letters[:, :, None] == letters[:, None, :]) & np.tri(T, k=-1, dtype=bool)  # (n, T, T)
    last: Array = np.where(same, np.arange(T), -1).max(axis=2)
    return last
