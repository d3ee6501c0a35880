"""The transformer block in torch, as GPT-2 has it: norm first, then attention and an MLP.

Each position carries a vector, the residual stream. A block reads a normalised copy of it and adds
what it found, twice: once from the other positions (attention), once from its own (the MLP).

    x = x + attention(norm(x))
    x = x + mlp(norm(x))

Dropout, where it is asked for, acts on the shares of attention and on both updates.

Sources: Vaswani et al., Attention Is All You Need (2017), §3; Radford et al., Language Models are
Unsupervised Multitask Learners (2019), §2.3, for the order of norm and sum; Dao et al.,
FlashAttention (2022), for the kernel that torch chooses where it can. The names of the layers are
those of GPT-2's published weights.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from tutor.ml.kv_cache import KeysAndValues


class CausalSelfAttention(nn.Module):
    """Multi-head attention in which a position sees itself and what came before it.

    `attention` has the same formula for one head in NumPy, step by step.
    """

    def __init__(self, width: int, n_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if width % n_heads:
            raise ValueError(f"{n_heads} heads cannot share a width of {width} equally")
        self.n_heads = n_heads
        self.dropout = dropout
        # queries, keys and values side by side
        self.c_attn = nn.Linear(width, 3 * width, bias=bias)
        self.c_proj = nn.Linear(width, width, bias=bias)

    def forward(self, x: Tensor, past: KeysAndValues | None = None) -> Tensor:
        """Mix the values of the positions so far. x (B, T, d) -> (B, T, d).

        past: the keys and values of the positions before x, to which those of x are added.
        """
        B, T, d = x.shape
        q, k, v = self.queries_keys_values(x)  # (B, h, T, d/h) each
        if past is not None:
            k, v = past.extend(k, v)  # (B, h, all so far, d/h)
        # softmax(q kᵀ / √(d/h)) v, each row over the positions so far; one position sees them all
        mixed = F.scaled_dot_product_attention(
            q, k, v, dropout_p=self.dropout if self.training else 0.0, is_causal=T > 1
        )  # (B, h, T, d/h)
        joined: Tensor = self.c_proj(mixed.transpose(1, 2).reshape(B, T, d))
        return joined

    def queries_keys_values(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what each position asks, offers and holds. x (B, T, d) -> (B, h, T, d/h) each."""
        B, T, d = x.shape
        q, k, v = (
            part.view(B, T, self.n_heads, d // self.n_heads).transpose(1, 2)
            for part in self.c_attn(x).split(d, dim=2)
        )
        return q, k, v


class MLP(nn.Module):
    """Four times as wide inside, with a bend between: it works on each position alone."""

    def __init__(self, width: int, bias: bool = True) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width, bias=bias)
        self.c_proj = nn.Linear(4 * width, width, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the update of each position. x (B, T, d) -> (B, T, d)."""
        # GPT-2 uses the tanh form of GELU
        update: Tensor = self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))
        return update


class Block(nn.Module):
    """One transformer block: two updates added to the stream."""

    def __init__(self, width: int, n_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        self.dropout = dropout
        self.ln_1 = nn.LayerNorm(width, bias=bias)
        self.attn = CausalSelfAttention(width, n_heads, dropout, bias)
        self.ln_2 = nn.LayerNorm(width, bias=bias)
        self.mlp = MLP(width, bias)

    def forward(self, x: Tensor, past: KeysAndValues | None = None) -> Tensor:
        """Read the stream and add to it. x (B, T, d) -> (B, T, d)."""
        x = x + self._dropped(self.attn(self.ln_1(x), past))
        x = x + self._dropped(self.mlp(self.ln_2(x)))
        return x

    def _dropped(self, update: Tensor) -> Tensor:
        return F.dropout(update, self.dropout, self.training) if self.dropout else update
