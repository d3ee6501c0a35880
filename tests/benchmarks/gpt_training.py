"""Training a GPT: the step of `train gpt` against a nanoGPT-style loop; its sampling, its pairs.

A second is one of the processor's, on one thread: others may be busy on the machine. Both sides
train at 4 layers, 4 heads, 128 wide, context 64, batch 12, in one process, in turns.
"""

from __future__ import annotations

from statistics import median
from time import process_time

import numpy as np

from tests.benchmarks.report import Row, spread
from tutor.engine.facts import use_one_thread

STEPS, REPEATS = 4, 40
SYMBOLS = 12 * 64
WRITTEN = 63
"""Symbols of a sample that still fits the context."""


def rows() -> list[Row]:
    """Training, sampling, and the byte pairs of a text."""
    return [throughput(), sampling(), byte_pairs()]


def throughput() -> Row:
    """The run as `train` makes it, records and digests included, against the bare loop.

    Neither scores nor writes in the steps that are timed: the loop has nothing of the kind.
    """
    use_one_thread()
    from tests.benchmarks.nanogpt_style import Loop
    from tutor.engine.run import Run
    from tutor.engine.source import load
    from tutor.lab.programs import program
    from tutor.ml import training_text

    kind = load(program("gpt"))
    use_one_thread()
    run = Run(kind, 0, {"every": 100_000}, keyframe_budget=0)
    text = training_text.read("", "characters", 0, 64)
    loop = Loop(text.train, text.tokenizer.size)
    run.advance(10)
    loop.steps(10)
    ours, theirs, ratios = list[float](), list[float](), list[float]()
    sides = [(ours, lambda: run.advance(STEPS)), (theirs, lambda: loop.steps(STEPS))]
    for _ in range(REPEATS):
        sides.reverse()  # a machine that slows down meets each side first as often
        for speeds, train in sides:
            speeds.append(STEPS * SYMBOLS / _timed(train))
        ratios.append(ours[-1] / theirs[-1])
    ratio = median(ratios)
    return Row(
        "GPT 4/4/128/64/12, symbols a second: train gpt / nanoGPT-style loop",
        spread(ours),
        spread(theirs),
        ratio,
        "≥ 1.0",
        ratio >= 1.0,
    )


def sampling() -> Row:
    """Writing with what was read kept, against reading the whole text for each symbol."""
    use_one_thread()
    import torch

    from tutor.ml.gpt import GPT, Shape
    from tutor.ml.gpt_sampling import draw, generate, next_probabilities

    use_one_thread()
    model = GPT(Shape(4, 4, 128, 64, 96), torch.Generator().manual_seed(0)).eval()
    start = np.zeros(1, int)

    def uncached() -> None:
        rng, written = np.random.default_rng(0), start
        for _ in range(WRITTEN):
            written = np.append(written, draw(next_probabilities(model, written), rng))

    def cached() -> None:
        generate(model, start, WRITTEN, np.random.default_rng(0))

    cached(), uncached()
    kept = [WRITTEN / _timed(cached) for _ in range(REPEATS)]
    again = [WRITTEN / _timed(uncached) for _ in range(REPEATS)]
    ratio = median(kept) / median(again)
    return Row(
        "GPT sampling, symbols a second: with cache / without",
        spread(kept),
        spread(again),
        ratio,
        "> 1",
        ratio > 1.0,
    )


def byte_pairs() -> Row:
    """Learning 512 merges from a megabyte and encoding it, the limit being ten seconds."""
    from tutor.ml import bpe_arrays, corpus

    text = corpus.text(None).encode()
    text = (text * (1 + (1 << 20) // len(text)))[: 1 << 20]
    took = [_timed(lambda: bpe_arrays.encode(text, bpe_arrays.train(text, 512))) for _ in range(3)]
    seconds = median(took)
    return Row(
        "byte pairs of 1 MB, 512 merges: seconds to learn and encode",
        spread(took),
        "",
        seconds,
        "≤ 10",
        seconds <= 10.0,
    )


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    start = process_time()
    work()
    return process_time() - start
