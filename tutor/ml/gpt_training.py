"""One training step of a GPT, and its score: what lesson, shipped model and large training share.

The loss is the cross-entropy in nats a symbol: the mean of -log p over what really came next.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tutor.ml import ranks
from tutor.ml.gpt import GPT

Array = npt.NDArray[Any]
Precision = AbstractContextManager[Any]
"""A context in which the forward pass computes: `nullcontext()`, or torch's autocast."""


def adamw(model: nn.Module, weight_decay: float = 0.1, beta2: float = 0.99) -> torch.optim.AdamW:
    """Return AdamW that decays matrices only: a bias or a norm's gain is no weight to shrink.

    beta2: how long the second average looks back; 0.99 for small batches, and for runs too short
    for 0.999.
    """
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    # fused: one pass over each weight instead of a dozen
    return torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, beta2), fused=True)


class Stepped(NamedTuple):
    """What a step found before it moved: the loss in nats, and the gradient's length, uncut."""

    loss: float
    grad_norm: float


def train_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    x: Array,
    y: Array,
    lr: float,
    *,
    parts: int = 1,
    clip: float = 1.0,
    precision: Precision | None = None,
) -> Stepped:
    """Take one step on the windows x, y (B, T).

    parts: in how many equal pieces the batch is computed; their gradients add up to that of the
    whole, in a part of the memory. The gradient is cut to length `clip`, so that one odd batch
    cannot throw the weights far; `math.inf` leaves it whole. Of several processes each computes its
    share of every piece, and all take the same step.
    """
    weights = [p for group in optimizer.param_groups for p in group["params"]]
    device = weights[0].device
    kind = torch.float32 if device.type == "mps" else torch.float64  # mps has no float64
    loss = torch.zeros((), dtype=kind, device=device)
    pieces = list(zip(np.split(x, parts), np.split(y, parts), strict=True))
    for n, (x_part, y_part) in enumerate(pieces):
        # the gradients are averaged over the processes once, with the last piece
        with ranks.averaging(model, n == parts - 1):
            with precision or nullcontext():
                logits = model(as_tensor(ranks.share(x_part), device))
                part = cross_entropy(logits, as_tensor(ranks.share(y_part), device)) / parts
            part.backward()
        loss += part.detach()
    loss = ranks.mean(loss)
    grad_norm = nn.utils.clip_grad_norm_(weights, clip)
    for group in optimizer.param_groups:
        group["lr"] = lr
    optimizer.step()
    # the gradients are no state: what is kept of a run is smaller without them
    optimizer.zero_grad(set_to_none=True)
    return Stepped(float(loss), float(grad_norm))


@torch.no_grad()
def nats_by_position(model: GPT, x: Array, y: Array, at_once: int = 64) -> Array:
    """Return the mean loss at each position of the windows x, y (m, T). float64 (T,)

    at_once: how many windows are read together, which costs memory and changes nothing.
    """
    total = np.zeros(x.shape[1])  # (T,)
    for n in range(0, len(x), at_once):
        here = slice(n, n + at_once)
        logits = model(as_tensor(x[here], model.device))  # (m, T, V)
        answers = as_tensor(y[here], model.device).flatten()
        losses = F.cross_entropy(logits.flatten(0, 1), answers, reduction="none")
        total += losses.view(x[here].shape).float().cpu().double().sum(dim=0).numpy()
    means: Array = total / len(x)
    return means


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Return the mean of -log softmax(logits)[y]. logits (B, T, V), y (B, T)"""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten())


def as_tensor(numbers: Array, device: torch.device | None = None) -> Tensor:
    """Return symbols as torch wants them, int64, where they are wanted."""
    return torch.from_numpy(np.ascontiguousarray(numbers, dtype=np.int64)).to(device)
