"""Train the shipped GPT: `python -m tutor.ml.train_docs_gpt FILE [STEPS]`.

One thread, one seed: on one machine, with one Python, it gives the same weights again. Another
Python has other documentation, and so another model.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tutor.ml import corpus, docs_gpt
from tutor.ml.batches import get_batch, spread_windows
from tutor.ml.gpt import GPT
from tutor.ml.gpt_sampling import generate
from tutor.ml.gpt_training import adamw, nats_by_position, train_step
from tutor.ml.schedules import cosine_lr

SEED = 0
STEPS, WARMUP = 6_000, 100
BATCH = 16
PEAK, FLOOR = 6e-3, 3e-4
WEIGHT_DECAY = 0.1


def train(steps: int, tell: Callable[[str], None]) -> tuple[GPT, dict[str, str]]:
    """Return a trained model, and the facts that its file is to carry."""
    torch.set_num_threads(1)
    text = corpus.split(None)
    train, validation = corpus.encode(text.train), corpus.encode(text.validation)
    T, rng = docs_gpt.SHAPE.context, np.random.default_rng(SEED)
    model = GPT(docs_gpt.SHAPE, torch.Generator().manual_seed(SEED))
    optimizer = adamw(model, WEIGHT_DECAY)
    for step in range(steps):
        lr = cosine_lr(step, PEAK, WARMUP, steps, FLOOR)
        loss = train_step(model, optimizer, *get_batch(train, T, BATCH, rng), lr).loss
        if step % 500 == 0:
            tell(f"step {step}: batch {loss:.3f}, validation {score(model, validation):.4f}")
    facts = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "training characters": str(len(train)),
        "validation characters": str(len(validation)),
        "parameters": str(docs_gpt.SHAPE.n_parameters),
        "steps": str(steps),
        "characters a step": str(BATCH * T),
        "learning rate": f"{PEAK:g}, warm-up {WARMUP}, cosine to {FLOOR:g}",
        "optimizer": f"AdamW, betas 0.9 0.99, weight decay {WEIGHT_DECAY:g}, clipping 1",
        "seed": str(SEED),
        "training nats": f"{score(model, train[: len(validation)]):.4f}",
        "validation nats": f"{score(model, validation):.4f}",
    }
    return model, facts


def score(model: GPT, data: Any) -> float:
    """Return the nats a symbol over all of `data`, in windows that do not overlap."""
    x, y = spread_windows(data, model.shape.context, len(data))
    return float(nats_by_position(model, x, y).mean())


def main(arguments: list[str]) -> int:
    """Train, write the file, and print what it knows about itself and a sample of what it says."""
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    path, steps = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else STEPS
    model, facts = train(steps, lambda line: print(line, flush=True))  # noqa: T201
    docs_gpt.save(model, path, facts)
    again = docs_gpt.load(path)
    start = corpus.encode("Return ")
    sample = corpus.decode(generate(again, start, 400, np.random.default_rng(SEED), 0.7))
    print("\n".join([*(f"{name}: {fact}" for name, fact in facts.items()), sample]))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
