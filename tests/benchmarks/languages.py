"""A real language model: tokens a second with the cache of keys and values, and without.

Skipped where the optional package is not installed; PYTHONPATH may name the folder it lies in.
"""

from __future__ import annotations

from time import process_time

import torch

from tests.benchmarks.report import Row
from tutor.ml import smollm2
from tutor.ml.llama import Cache, Llama

PROMPT = 4 * "The purpose of a test is to find out what is wrong while it is still cheap to mend. "
NEW = 16
TARGET = 2.0


def rows() -> list[Row]:
    """Write the same tokens both ways, in CPU seconds of one thread."""
    path = smollm2.find()
    if path is None:
        print(f"smollm2: skipped, the model is not installed ({smollm2.COMMAND})")
        return []
    torch.set_num_threads(1)
    model = smollm2.load(path)
    prompt = model.tokenizer.encode(PROMPT)
    cached, written = _write(model.model, prompt, Cache())
    uncached, again = _write(model.model, prompt, None)
    assert written == again, "the cache changed what is written"
    what = f"SmolLM2-135M, {NEW} tokens after {len(prompt)}: with the cache against without"
    shown = (f"{speed:.3g} tokens/s" for speed in (cached, uncached))
    return [Row(what, *shown, cached / uncached, f">= {TARGET:g} x", cached >= TARGET * uncached)]


def _write(model: Llama, prompt: list[int], cache: Cache | None) -> tuple[float, list[int]]:
    """Return tokens a second, and the likeliest tokens that were written."""
    begun, tokens, unread = process_time(), list(prompt), list(prompt)
    for _ in range(NEW):
        logits = model.logits(tokens if cache is None else unread, cache)
        unread = [int(logits.argmax())]
        tokens += unread
    return NEW / (process_time() - begun), tokens[len(prompt) :]
