"""A Llama-style transformer: the forward pass of today's open language models, with a cache.

Four things differ from GPT-2's blocks: the norm only divides by the root mean square, position is
turned into queries and keys (RoPE) instead of added to the input, several query heads share one
key and value head, and the feed-forward part multiplies by a gate (SwiGLU):

    x = x + W_o attend(rope(W_q n), rope(W_k n), W_v n)      n = rms_norm(x)
    x = x + W_down (silu(W_gate n) * W_up n)                 n = rms_norm(x)

The cache keeps the keys and values of the tokens read so far, so the next token costs one row.

Sources: Touvron et al., LLaMA (2023), §2.2; Zhang and Sennrich (2019) for the norm, Su et al.
(2021) for RoPE, Ainslie et al. (2023) for shared heads, Shazeer (2020) for SwiGLU.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    """The sizes of a model. Query heads come in groups of n_heads / n_kv_heads."""

    vocabulary: int
    width: int
    layers: int
    n_heads: int
    n_kv_heads: int
    hidden: int
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

    @property
    def head(self) -> int:
        """The width of one head."""
        return self.width // self.n_heads

    @property
    def n_parameters(self) -> int:
        """The number of parameters; the output matrix is the embedding matrix again."""
        d, kv = self.width, self.n_kv_heads * self.head
        # W_q and W_o, W_k and W_v, three matrices of the gate, two norms
        block = 2 * d * d + 2 * d * kv + 3 * d * self.hidden + 2 * d
        return self.vocabulary * d + self.layers * block + d


@dataclass
class Cache:
    """The keys and values of every layer for the tokens read so far, each (kv heads, t, head)."""

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)

    @property
    def length(self) -> int:
        """How many tokens it holds."""
        return self.keys[0].shape[1] if self.keys else 0

    def cut(self, length: int) -> None:
        """Forget all but the first `length` tokens."""
        self.keys = [key[:, :length] for key in self.keys]
        self.values = [value[:, :length] for value in self.values]

    def extend(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Add the rows of new tokens to a layer and return all of its rows."""
        if layer == len(self.keys):
            self.keys.append(key)
            self.values.append(value)
        else:
            self.keys[layer] = torch.cat([self.keys[layer], key], dim=1)
            self.values[layer] = torch.cat([self.values[layer], value], dim=1)
        return self.keys[layer], self.values[layer]


def rms_norm(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    """Divide each row by its root mean square. x (t, d), gain (d,) -> (t, d)."""
    # x / sqrt(mean(x^2) + ε) * g
    return x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + epsilon) * gain


def rope(x: Tensor, positions: Tensor, base: float) -> Tensor:
    """Turn the neighbouring pairs of each head by angles that grow with the position.

    x (heads, t, head), positions (t,) -> (heads, t, head). Pair i turns by position * base^(-2i/d):
    the dot product of two turned rows depends on how far apart they stand alone.
    """
    d = x.shape[-1]
    frequency = base ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)  # (d/2,)
    angle = positions[:, None] * frequency  # (t, d/2)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1).flatten(-2)


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Let the last tokens look at all tokens up to themselves.

    q (heads, t, head), k and v (kv heads, s, head), s >= t -> (t, heads * head).
    """
    (n, t, d), s = q.shape, k.shape[1]
    groups = q.reshape(k.shape[0], -1, t, d)  # (kv, heads / kv, t, d)
    scores = groups @ k[:, None].transpose(-1, -2) / math.sqrt(d)  # (kv, heads / kv, t, s)
    later = torch.ones(t, s, dtype=torch.bool).triu(s - t + 1)
    weights = scores.masked_fill(later, -math.inf).softmax(dim=-1)
    return (weights @ v[:, None]).reshape(n, t, d).transpose(0, 1).flatten(1)


class Llama:
    """A model with its weights, by GGUF's names for them; it reads tokens and gives logits."""

    def __init__(self, shape: Shape, weights: Mapping[str, Tensor]) -> None:
        self.shape = shape
        self.weights = weights

    @torch.no_grad()
    def logits(self, tokens: list[int], cache: Cache | None = None) -> Tensor:
        """Return the logits of the token after the last one. (V,)

        tokens: what comes after those the cache holds, at least one; the cache takes them in.
        """
        cache = Cache() if cache is None else cache
        x = self.weights["token_embd.weight"][torch.tensor(tokens)]  # (t, d)
        positions = torch.arange(cache.length, cache.length + len(tokens))
        for layer in range(self.shape.layers):
            x = x + self._attention(layer, x, positions, cache)
            x = x + self._feed_forward(layer, x)
        x = self._norm("output_norm", x[-1:])
        return F.linear(x, self.weights["token_embd.weight"])[0]

    def _attention(self, layer: int, x: Tensor, positions: Tensor, cache: Cache) -> Tensor:
        shape, x = self.shape, self._norm(f"blk.{layer}.attn_norm", x)

        def heads(name: str) -> Tensor:
            projected = F.linear(x, self.weights[f"blk.{layer}.{name}.weight"])
            return projected.unflatten(-1, (-1, shape.head)).transpose(0, 1)  # (heads, t, head)

        q = rope(heads("attn_q"), positions, shape.rope_base)
        k = rope(heads("attn_k"), positions, shape.rope_base)
        seen = attend(q, *cache.extend(layer, k, heads("attn_v")))  # (t, d)
        return F.linear(seen, self.weights[f"blk.{layer}.attn_output.weight"])

    def _feed_forward(self, layer: int, x: Tensor) -> Tensor:
        x = self._norm(f"blk.{layer}.ffn_norm", x)
        gate, up, down = (
            self.weights[f"blk.{layer}.ffn_{name}.weight"] for name in ("gate", "up", "down")
        )
        return F.linear(F.silu(F.linear(x, gate)) * F.linear(x, up), down)

    def _norm(self, name: str, x: Tensor) -> Tensor:
        return rms_norm(x, self.weights[f"{name}.weight"], self.shape.epsilon)
