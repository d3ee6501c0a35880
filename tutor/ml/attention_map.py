"""Where a head of a trained GPT looks: its shares of attention on a text, as a matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tutor.ml.attention import weights
from tutor.ml.gpt import GPT

Array = npt.NDArray[Any]


@torch.no_grad()
def attention_map(model: GPT, numbers: Array, layer: int, head: int) -> Array:
    """Return how the head mixes the positions of `numbers` (n,). (n, n), each row sums to 1.

    layer and head count from 0. Computed as the model does it, by the formula of `attention`.
    """
    x = model.embed(torch.from_numpy(np.asarray(numbers, np.int64)).to(model.device)[None])
    for block in model.blocks[:layer]:
        x = block(x)
    block = model.blocks[layer]
    q, k, _ = block.attn.queries_keys_values(block.ln_1(x))  # (1, h, n, d/h)
    Q, K = (part[0, head].float().cpu().numpy() for part in (q, k))
    return weights(Q, K, causal=True)
