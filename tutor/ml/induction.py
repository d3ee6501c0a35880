"""Attention and nothing else, trained to go on with texts that repeat themselves.

Each text is a block of letters in random order, again and again: kdwqmkdwqmkd… Which letter follows
which is drawn anew for every text, so there is nothing to know by heart. But where a letter has
been before, what followed it then follows it now. Finding that takes two looks: who came right
after whom, and where have I been? One layer of attention has one look; two find both, and the
second is called an induction head.

A layer adds to each position what one head of attention brings it, and there is no other part:

    x = x + attention(x W_Q, x W_K, x W_V)

Sources: Elhage et al., A Mathematical Framework for Transformer Circuits (2021), for the models
without anything but attention; Olsson et al., In-context Learning and Induction Heads (2022).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

Array = npt.NDArray[Any]

N_LETTERS = 24
WIDTH = 32
LONGEST = 32  # letters of a text: three quarters of them are the longest block
LR = 0.01


class Texts(NamedTuple):
    """Texts of T letters. letters, answers: int (n, T), the answer being the letter after.

    known: bool (n, T), where the letter has been before, so that the answer can be known.
    """

    letters: Array
    answers: Array
    known: Array


def repeating(n: int, length: int, rng: np.random.Generator) -> Texts:
    """Draw n texts of `length` letters, 4 to 32: no letter twice in the block that is repeated.

    The block has three to six eighths of the text's length, so counting places leads nowhere.
    """
    if not 4 <= length <= LONGEST:
        raise ValueError(f"the texts cannot have {length} letters: give 4 to {LONGEST}")
    periods = rng.integers(3 * length // 8, 3 * length // 4 + 1, size=(n, 1))
    blocks = rng.permuted(np.tile(np.arange(N_LETTERS), (n, 1)), axis=1)  # (n, 24)
    texts = np.take_along_axis(blocks, np.arange(length + 1) % periods, axis=1)  # (n, T + 1)
    return Texts(texts[:, :-1], texts[:, 1:], np.arange(length) >= periods)


class Layer(nn.Module):
    """One head of attention, which adds what it found to the stream."""

    def __init__(self, d_k: int, generator: torch.Generator) -> None:
        super().__init__()
        # entries of variance 1 in x give entries of variance 1 in queries, keys and values
        self.W_Q = _normal((WIDTH, d_k), WIDTH**-0.5, generator)
        self.W_K = _normal((WIDTH, d_k), WIDTH**-0.5, generator)
        self.W_V = _normal((WIDTH, WIDTH), WIDTH**-0.5, generator)

    def forward(self, x: Tensor, sharpness: float, causal: bool) -> Tensor:
        """Return the stream after this layer. x (n, T, d) -> (n, T, d)."""
        # q·k = x_i W_Q W_Kᵀ x_j: only the product counts, and it is small however long the keys are
        match = self.W_Q @ self.W_K.T * (sharpness / math.sqrt(self.W_Q.shape[1]))  # (d, d)
        scores = x @ match @ x.transpose(-2, -1)  # (n, T, T)
        if causal:
            later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, -math.inf)
        return x + scores.softmax(dim=-1) @ (x @ self.W_V)


class AttentionOnly(nn.Module):
    """Embeddings, layers of attention, and a score for each letter that may come next."""

    def __init__(self, n_layers: int, d_k: int, length: int, generator: torch.Generator) -> None:
        super().__init__()
        # what it is and where it stands, each of variance ½: their sum has variance 1
        self.W_E = _normal((N_LETTERS, WIDTH), 0.5**0.5, generator)
        self.W_P = _normal((length, WIDTH), 0.5**0.5, generator)
        self.layers = nn.ModuleList(Layer(d_k, generator) for _ in range(n_layers))
        # small, so that the first guess is near to all alike
        self.W_U = _normal((WIDTH, N_LETTERS), 0.1 * WIDTH**-0.5, generator)

    def forward(self, letters: Tensor, sharpness: float = 1.0, causal: bool = True) -> Tensor:
        """Return the logits of each next letter. letters int (n, T) -> (n, T, 24).

        sharpness: what all scores are multiplied by, after they were divided by √d_k.
        """
        x = self.W_E[letters] + self.W_P[: letters.shape[1]]  # (n, T, d)
        for layer in self.layers:
            x = layer(x, sharpness, causal)
        return x @ self.W_U

    def arrays(self) -> dict[str, Array]:
        """Return the weights as float64 by name: "W_E", "layers.0.W_Q", …."""
        return {name: w.detach().double().numpy() for name, w in self.named_parameters()}


def adam(model: nn.Module) -> torch.optim.Adam:
    """Return the optimizer. β₂ = 0.99: a run of a few hundred steps is too short for 0.999."""
    return torch.optim.Adam(model.parameters(), lr=LR, betas=(0.9, 0.99), fused=True)


def nats(model: AttentionOnly, texts: Texts, sharpness: float, causal: bool) -> Tensor:
    """Return the mean loss over the letters whose answer can be known."""
    letters, answers, known = map(torch.from_numpy, texts)
    return F.cross_entropy(model(letters, sharpness, causal)[known], answers[known])


def train_step(
    model: AttentionOnly,
    optimizer: torch.optim.Optimizer,
    texts: Texts,
    sharpness: float = 1.0,
    causal: bool = True,
) -> float:
    """Take one step, its gradient cut to length 1; return the loss before it, in nats a letter."""
    loss = nats(model, texts, sharpness, causal)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _normal(shape: tuple[int, int], deviation: float, generator: torch.Generator) -> nn.Parameter:
    return nn.Parameter(torch.randn(shape, generator=generator) * deviation)
