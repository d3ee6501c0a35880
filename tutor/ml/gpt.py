"""A small GPT in torch: embeddings, a stack of blocks, and a score for each next symbol.

GPT-2's architecture at any size, so its parameter count is the published one at its shape. The
output matrix is the embedding matrix again ("tied", Press and Wolf 2017) unless `tied=False`.

Initial weights are those of GPT-2: normal with deviation 0.02, biases 0, and the two layers of each
block that write to the stream divided by √(2 · layers), since that many updates are added up.

Sources: Radford et al., Language Models are Unsupervised Multitask Learners (2019), §2.3;
Karpathy's nanoGPT, for the deviation of the position embeddings, which the paper leaves open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.ml.transformer import Block

Array = npt.NDArray[Any]

DEVIATION = 0.02


@dataclass(frozen=True)
class Shape:
    """The sizes of a GPT. context: the longest text it sees, in symbols."""

    layers: int
    heads: int
    width: int
    context: int
    vocabulary: int
    tied: bool = True

    @property
    def n_parameters(self) -> int:
        """The number of parameters, from the closed formula."""
        V, T, d = self.vocabulary, self.context, self.width
        # a block: 4d² attention and 8d² MLP, their biases 9d, and two norms 4d
        block = 12 * d * d + 13 * d
        return V * d + T * d + self.layers * block + 2 * d + (0 if self.tied else V * d)


class GPT(nn.Module):
    """Reads symbols, gives the logits of the next one at every position."""

    def __init__(self, shape: Shape, generator: torch.Generator) -> None:
        super().__init__()
        self.shape = shape
        self.wte = nn.Embedding(shape.vocabulary, shape.width)  # what the symbol is
        self.wpe = nn.Embedding(shape.context, shape.width)  # where it stands
        self.blocks = nn.ModuleList(
            Block(shape.width, shape.heads, shape.context) for _ in range(shape.layers)
        )
        self.ln_f = nn.LayerNorm(shape.width)
        self.head = None if shape.tied else nn.Linear(shape.width, shape.vocabulary, bias=False)
        self._initialise(generator)

    def forward(self, numbers: Tensor) -> Tensor:
        """Return the logits of each next symbol. numbers int (B, T) -> (B, T, V)."""
        positions = torch.arange(numbers.shape[1], device=numbers.device)
        x = self.wte(numbers) + self.wpe(positions)  # (B, T, d)
        for block in self.blocks:
            x = block(x)
        output = self.wte.weight if self.head is None else self.head.weight  # (V, d)
        return F.linear(self.ln_f(x), output)

    @torch.no_grad()
    def _initialise(self, generator: torch.Generator) -> None:
        for name, weight in self.named_parameters():
            if name.endswith("bias"):
                weight.zero_()
            elif weight.ndim == 2:  # the norms' gains stay 1
                writes = name.endswith("c_proj.weight")
                scale = math.sqrt(2 * self.shape.layers) if writes else 1.0
                weight.normal_(0.0, DEVIATION / scale, generator=generator)


@torch.no_grad()
def next_probabilities(model: GPT, numbers: Array, temperature: float = 1.0) -> Array:
    """Return the distribution of the symbol after `numbers` (n,), n >= 1. float64 (V,)

    Of a longer text than the context, only the end is seen.
    """
    seen = torch.from_numpy(np.asarray(numbers[-model.shape.context :], dtype=np.int64))
    logits = model(seen[None])[0, -1].double()
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
    """Return `numbers` (m,), m >= 1, and `n` symbols the model wrote after it. int64 (m + n,)"""
    written = np.asarray(numbers, dtype=np.int64)
    for _ in range(n):
        shares = next_probabilities(model, written, temperature)
        written = np.append(written, draw(shares, rng))
    return written
