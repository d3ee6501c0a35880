"""The GPT that is shipped: 164 416 parameters that have read Python's documentation.

It writes one character after another in the alphabet of `corpus`. It is large enough to spell and
to sound like a manual, and too small to mean anything by it. `train_docs_gpt` makes its file again;
assets/models/docs-gpt.md says what it was trained on, and how good it is.

The file holds numbers only, in the safetensors format: reading it executes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from tutor.ml import corpus
from tutor.ml.gpt import GPT, Shape
from tutor.ml.shipped import asset

SHAPE = Shape(n_layers=3, n_heads=4, width=64, context=128, vocabulary=len(corpus.ALPHABET))
FILE = "models/docs-gpt.safetensors"


def load(path: Path | None = None) -> GPT:
    """Return the trained model, in float32, ready to be asked.

    path: another file of the same shape. Raises `OSError` where there is none.
    """
    model = GPT(SHAPE, torch.Generator())
    weights = load_file(path or asset(FILE))
    model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    model.requires_grad_(False)
    return model


def facts(path: Path | None = None) -> Mapping[str, str]:
    """Return what the file says about its own training, by name."""
    with safe_open(path or asset(FILE), framework="pt") as file:
        return dict(file.metadata())


def save(model: GPT, path: Path, told: Mapping[str, str]) -> None:
    """Write the weights with half the digits, which costs less than a thousandth of a nat."""
    halved = {name: weight.half().contiguous() for name, weight in model.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(halved, path, metadata=dict(told))


def perplexity(nats: float) -> float:
    """Return how many equally likely choices a loss in nats is worth: e^nats."""
    return math.exp(nats)
