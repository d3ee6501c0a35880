"""The keys and values of the positions read so far, so that writing on reads only what is new.

A position's key and value depend on what came before it, never on what comes after. So they stay as
they are while a text grows, and the attention of a new position needs its own query and the kept
keys and values. Reading n symbols one at a time then costs n small steps instead of n whole texts.

A model that numbers its positions from the start of what it sees, as GPT-2 does, can use this only
until its context is full: then each further symbol moves every position.
"""

from __future__ import annotations

import torch
from torch import Tensor


class KeysAndValues:
    """What one layer's attention has kept: k and v, (B, h, n, d/h), for the n positions so far."""

    def __init__(self) -> None:
        self.k: Tensor | None = None
        self.v: Tensor | None = None

    def __len__(self) -> int:
        return 0 if self.k is None else self.k.shape[2]

    def extend(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Add the newest positions' (B, h, T, d/h); return all so far (B, h, n + T, d/h).

        Any number of positions first, then one at a time: each new one sees all before it.
        """
        if self.k is not None and self.v is not None:
            if k.shape[2] != 1:
                raise ValueError(f"{k.shape[2]} positions came after the first: give them singly")
            k, v = torch.cat([self.k, k], dim=2), torch.cat([self.v, v], dim=2)
        self.k, self.v = k, v
        return k, v


class Cache:
    """The keys and values of every layer of a model."""

    def __init__(self, n_layers: int) -> None:
        self.layers = [KeysAndValues() for _ in range(n_layers)]

    def __len__(self) -> int:
        """Return how many positions have been read."""
        return len(self.layers[0])
