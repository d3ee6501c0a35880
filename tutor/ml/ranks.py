"""Several processes that train one model: each computes its share of the batch, all step alike.

A process has a number, its rank, of a world of so many. All draw the same batch from the same
generator, and each takes its own rows. DistributedDataParallel averages the gradients while they
are computed, so the step is that of one process with the whole batch, up to rounding. Without a
process group, which torchrun's workers make, the world is one process and nothing here does
anything.

Source: Li et al., PyTorch Distributed: Experiences on Accelerating Data Parallel Training (2020).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy.typing as npt
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

Array = npt.NDArray[Any]


def world() -> int:
    """Return how many processes train together."""
    together = distributed.is_available() and distributed.is_initialized()
    return int(distributed.get_world_size()) if together else 1


def rank() -> int:
    """Return this process's number, from 0."""
    return int(distributed.get_rank()) if world() > 1 else 0


def share(windows: Array) -> Array:
    """Return this process's rows of a batch (B, …) -> (B / world, …)."""
    n, rest = divmod(len(windows), world())
    if rest:
        raise ValueError(
            f"{len(windows)} windows cannot be shared equally by {world()} processes: "
            f"give a batch that is a multiple of {world()}"
        )
    return windows[rank() * n : (rank() + 1) * n]


def averaged(model: nn.Module) -> nn.Module:
    """Return the model to train with: one whose gradients are averaged over the processes.

    Every process must call it at the same time; the weights of rank 0 are sent to the others.
    """
    if world() == 1:
        return model
    devices = None if next(model.parameters()).device.type == "cpu" else [_device(model)]
    return DistributedDataParallel(model, device_ids=devices)


def averaging(model: nn.Module, now: bool) -> AbstractContextManager[Any]:
    """Return a context for one backward pass: gradients are averaged with it, or only added up."""
    if now or not isinstance(model, DistributedDataParallel):
        return nullcontext()
    context: AbstractContextManager[Any] = model.no_sync()
    return context


def mean(value: Tensor) -> Tensor:
    """Return the mean of a number over the processes."""
    if world() > 1:
        distributed.all_reduce(value)
        value = value / world()
    return value


def _device(model: nn.Module) -> Any:
    return next(model.parameters()).device
