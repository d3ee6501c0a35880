"""What to do where a training does not fit its device: before it begins, and in the middle."""

from __future__ import annotations

import torch

from tutor.ml import devices, ranks
from tutor.ml.gpt import Shape

BYTES_A_PARAMETER = 16
"""In float32: the weight, its gradient, and AdamW's two averages."""


def check_room(shape: Shape, device: torch.device) -> None:
    """Raise `ValueError` for a model that has no chance: it would take the machine down with it."""
    if shape.n_parameters * BYTES_A_PARAMETER > devices.room(device):
        raise ValueError(too_large(shape, device))


def too_large(shape: Shape, device: torch.device) -> str:
    """Say that a model does not fit."""
    gigabytes = shape.n_parameters * BYTES_A_PARAMETER / 1e9
    return (
        f"{shape.n_parameters} parameters take {gigabytes:.1f} GB with their gradients and "
        f"averages, more than there is on {devices.describe(device)}; give a smaller width, "
        "n_layers or vocabulary"
    )


def full(device: torch.device, batch: int, parts: int) -> str:
    """Say what batch would fit, and how to go on with it. parts: batches that make a step."""
    place = devices.describe(device)
    smaller = devices.smaller_batch(batch, parts, ranks.world())
    if smaller is None:
        return (
            f"{place} ran out of memory at the smallest batch, {batch}: begin again with a smaller "
            "context, width or n_layers"
        )
    return (
        f"{place} ran out of memory at batch = {batch}: batch = {smaller[0]} with "
        f"grad_accumulation = {smaller[1]} needs about {smaller[0] / batch:.0%} of it and takes "
        "the same steps. Resume from the last checkpoint with these two"
    )
