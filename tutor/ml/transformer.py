"""The transformer block in torch, as GPT-2 has it: norm first, then attention and an MLP.

Each position carries a vector, the residual stream. A block reads a normalised copy of it and adds
what it found, twice: once from the other positions (attention), once from its own (the MLP).

    x = x + attention(norm(x))
    x = x + mlp(norm(x))

Sources: Vaswani et al., Attention Is All You Need (2017), §3; Radford et al., Language Models are
Unsupervised Multitask Learners (2019), §2.3, for the order of norm and sum. The names of the layers
are those of GPT-2's published weights.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class CausalSelfAttention(nn.Module):
    """Multi-head attention in which a position sees itself and what came before it.

    `attention` has the same formula for one head in NumPy, step by step.
    """

    hidden: Tensor

    def __init__(self, width: int, heads: int, context: int) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"{heads} heads cannot share a width of {width} equally")
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)  # queries, keys and values side by side
        self.c_proj = nn.Linear(width, width)
        later = torch.ones(context, context, dtype=torch.bool).triu(1)
        self.register_buffer("hidden", later, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Mix the values of the positions so far. x (B, T, d) -> (B, T, d)."""
        B, T, d = x.shape
        # split the width among the heads: (B, T, d) -> (B, h, T, d/h)
        q, k, v = (
            part.view(B, T, self.heads, d // self.heads).transpose(1, 2)
            for part in self.c_attn(x).split(d, dim=2)
        )
        scores = q @ k.transpose(-2, -1) / math.sqrt(d // self.heads)  # (B, h, T, T)
        scores = scores.masked_fill(self.hidden[:T, :T], -math.inf)
        mixed = scores.softmax(dim=-1) @ v  # (B, h, T, d/h)
        joined: Tensor = self.c_proj(mixed.transpose(1, 2).reshape(B, T, d))
        return joined


class MLP(nn.Module):
    """Four times as wide inside, with a bend between: it works on each position alone."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Return the update of each position. x (B, T, d) -> (B, T, d)."""
        # GPT-2 uses the tanh form of GELU
        update: Tensor = self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))
        return update


class Block(nn.Module):
    """One transformer block: two updates added to the stream."""

    def __init__(self, width: int, heads: int, context: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = CausalSelfAttention(width, heads, context)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = MLP(width)

    def forward(self, x: Tensor) -> Tensor:
        """Read the stream and add to it. x (B, T, d) -> (B, T, d)."""
        x = x + self.attn(self.ln_1(x))
        x = x + self.mlp(self.ln_2(x))
        return x
