"""The digit readers that are shipped: an MLP, and a CNN for each size of kernel from 1 to 5.

    MLP   64 pixels - 64 hidden units - 10 digits
    CNN   16 kernels, ReLU, the largest of each 2 by 2;  32 kernels, ReLU, the same;  10 digits

Both learned from the same 1347 digits, each where its writer put it. `train_digit_nets` makes the
file again, assets/models/digit-nets.md says how good they are. The file holds numbers only, in the
safetensors format: reading it executes nothing, and needs no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import load_file

from tutor.ml import convolution, digits, mlp
from tutor.ml.shipped import asset

Array = npt.NDArray[Any]
Tensors = Mapping[str, Array]

FILE = "models/digit-nets.safetensors"
KERNELS = (1, 2, 3, 4, 5)
POOL = 2


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> Mapping[str, Tensors]:
    """Return the weights by network: "mlp", "cnn1" to "cnn5". They are shared, so read-only.

    path: another file of the same networks. Raises `OSError` where there is none.
    """
    nets: dict[str, dict[str, Array]] = {}
    for name, stored in load_file(path or asset(FILE)).items():
        net, tensor = name.split(".")
        weights = stored.astype(np.float64)
        weights.flags.writeable = False
        nets.setdefault(net, {})[tensor] = weights
    return nets


def facts(path: Path | None = None) -> Mapping[str, str]:
    """Return what the file says about its own training, by name."""
    with safe_open(path or asset(FILE), framework="numpy") as file:
        return dict(file.metadata())


def n_weights(net: str) -> int:
    """Return how many numbers a network has learned, its biases among them."""
    return sum(tensor.size for tensor in load()[net].values())


def cnn_scores(params: Tensors, images: Array) -> Array:
    """Return the logits of a CNN. images (n, 8, 8) -> (n, 10)."""
    x = images[:, None]  # (n, 1, 8, 8)
    for layer in ("1", "2"):
        w = params[f"K{layer}"]  # (c', c, k, k)
        y = convolution.conv2d(x, w, padding=w.shape[-1] // 2) + params[f"b{layer}"][:, None, None]
        x = convolution.max_pool(np.maximum(y, 0.0), POOL)
    flat = x.reshape(len(x), -1)  # (n, 32 · 2 · 2): from here on a place has its own weights
    logits: Array = flat @ params["W"] + params["b"]
    return logits


def shifted(images: Array, right: int) -> Array:
    """Move images to the right; what leaves is lost, and what enters is empty. (n, 8, 8)"""
    moved = np.zeros_like(images)
    moved[:, :, right:] = images[:, :, : images.shape[2] - right]
    return moved


@lru_cache(maxsize=64)
def accuracy(net: str, right: int) -> float:
    """Return the share of the 450 test digits that are read, each moved `right` pixels."""
    test = digits.split().test
    images = shifted(test.pixels.reshape(-1, digits.SIDE, digits.SIDE), right)
    params = load()[net]
    if net == "mlp":
        _, _, logits = mlp.scores(params, images.reshape(len(images), -1))
    else:
        logits = cnn_scores(params, images)
    return float((logits.argmax(axis=1) == test.labels).mean())


def strongest_kernel(net: str) -> Array:
    """Return that kernel of a CNN's first layer whose weights are the largest, by length. (k, k)"""
    kernels = load()[net]["K1"][:, 0]  # (16, k, k)
    found: Array = kernels[np.square(kernels).sum(axis=(1, 2)).argmax()]
    return found
