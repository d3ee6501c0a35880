"""One training step of a GPT, and its score: what the lesson, the shipped model and a test share.

The loss is the cross-entropy in nats a symbol: the mean of -log p over what really came next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.ml.gpt import GPT

Array = npt.NDArray[Any]


def adamw(model: nn.Module, weight_decay: float = 0.1) -> torch.optim.AdamW:
    """Return AdamW that decays matrices only: a bias or a norm's gain is no weight to shrink.

    The second average has β₂ = 0.99: small batches, and runs too short for 0.999.
    """
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99), fused=True)


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, x: Array, y: Array, lr: float
) -> float:
    """Take one step on the windows x, y (B, T); return the loss before it, in nats.

    The gradient is cut to length 1, so that one odd batch cannot throw the weights far.
    """
    for group in optimizer.param_groups:
        group["lr"] = lr
    loss = cross_entropy(model(as_tensor(x)), as_tensor(y))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


@torch.no_grad()
def nats_by_position(model: GPT, x: Array, y: Array) -> Array:
    """Return the mean loss at each position of the windows x, y (m, T). float64 (T,)"""
    logits = model(as_tensor(x))  # (m, T, V)
    losses = F.cross_entropy(logits.flatten(0, 1), as_tensor(y).flatten(), reduction="none")
    means: Array = losses.view(x.shape).double().mean(dim=0).numpy()
    return means


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Return the mean of -log softmax(logits)[y]. logits (B, T, V), y (B, T)"""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten())


def as_tensor(numbers: Array) -> Tensor:
    """Return symbols as torch wants them, int64."""
    return torch.from_numpy(np.ascontiguousarray(numbers, dtype=np.int64))
