"""GPT in torch: embeddings, a stack of blocks, and a score for each next symbol.

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

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.ml.kv_cache import Cache
from tutor.ml.transformer import Block

DEVIATION = 0.02


@dataclass(frozen=True)
class Shape:
    """The sizes of a GPT. context: the longest text it sees, in symbols.

    bias: whether the layers and norms add one, as GPT-2's do. dropout: the share of numbers that
    are set to 0 while it trains.
    """

    n_layers: int
    n_heads: int
    width: int
    context: int
    vocabulary: int
    tied: bool = True
    bias: bool = True
    dropout: float = 0.0

    @property
    def n_parameters(self) -> int:
        """The number of parameters, from the closed formula."""
        V, T, d = self.vocabulary, self.context, self.width
        # a block: 4d² attention and 8d² MLP, two norms' gains 2d, and the biases 9d + 2d
        block = 12 * d * d + 2 * d + (11 * d if self.bias else 0)
        norm = 2 * d if self.bias else d
        return V * d + T * d + self.n_layers * block + norm + (0 if self.tied else V * d)

    @property
    def flops_per_token(self) -> int:
        """About the floating-point operations to train on one symbol at full context.

        6 for each weight that multiplies something (2 forward, 4 backward), and for attention
        12 · layers · d · T (Chowdhery et al., PaLM (2022), appendix B).
        """
        positions = self.context * self.width  # looked up and added, not multiplied
        lookup = 0 if self.tied else self.vocabulary * self.width
        multiplied = self.n_parameters - positions - lookup
        return 6 * multiplied + 12 * self.n_layers * self.width * self.context


GPT2_SMALL = Shape(n_layers=12, n_heads=12, width=768, context=1024, vocabulary=50257)
"""The smallest model of the GPT-2 paper: 124 439 808 parameters."""


class GPT(nn.Module):
    """Reads symbols, gives the logits of the next one at every position."""

    def __init__(self, shape: Shape, generator: torch.Generator) -> None:
        super().__init__()
        self.shape = shape
        self.wte = nn.Embedding(shape.vocabulary, shape.width)  # what the symbol is
        self.wpe = nn.Embedding(shape.context, shape.width)  # where it stands
        self.blocks = nn.ModuleList(
            Block(shape.width, shape.n_heads, shape.dropout, shape.bias)
            for _ in range(shape.n_layers)
        )
        self.ln_f = nn.LayerNorm(shape.width, bias=shape.bias)
        self.head = None if shape.tied else nn.Linear(shape.width, shape.vocabulary, bias=False)
        self._initialise(generator)

    def forward(self, numbers: Tensor, cache: Cache | None = None) -> Tensor:
        """Return the logits of each next symbol. numbers int (B, T) -> (B, T, V).

        cache: what was read before `numbers`; they are added to it.
        """
        x = self.embed(numbers, 0 if cache is None else len(cache))  # (B, T, d)
        for n, block in enumerate(self.blocks):
            x = block(x, None if cache is None else cache.layers[n])
        output = self.wte.weight if self.head is None else self.head.weight  # (V, d)
        return F.linear(self.ln_f(x), output)

    def embed(self, numbers: Tensor, start: int = 0) -> Tensor:
        """Return what the stream begins with: symbol and place. int (B, T) -> (B, T, d).

        start: the place of the first symbol.
        """
        positions = torch.arange(start, start + numbers.shape[1], device=numbers.device)
        x: Tensor = self.wte(numbers) + self.wpe(positions)
        dropout = self.shape.dropout
        return F.dropout(x, dropout, self.training) if dropout else x

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        device: torch.device = self.wte.weight.device
        return device

    @torch.no_grad()
    def _initialise(self, generator: torch.Generator) -> None:
        for name, weight in self.named_parameters():
            if name.endswith("bias"):
                weight.zero_()
            elif weight.ndim == 2:  # the norms' gains stay 1
                writes = name.endswith("c_proj.weight")
                scale = math.sqrt(2 * self.shape.n_layers) if writes else 1.0
                weight.normal_(0.0, DEVIATION / scale, generator=generator)
