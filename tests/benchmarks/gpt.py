"""What the engine costs a GPT that trains: characters a second, against the bare loop.

A second is one of the processor's, on one thread: others may be busy on the machine.
"""

from __future__ import annotations

from statistics import median
from time import process_time

import numpy as np

from tests.benchmarks.report import Row, spread
from tutor.engine.facts import use_one_thread
from tutor.engine.receipt import Source
from tutor.engine.session import Session
from tutor.engine.source import load
from tutor.study.catalog import find

STEPS, REPEATS = 200, 5
PER_STEP = 16 * 32
"""Characters in the windows of a step, at the lesson's defaults."""


def throughput() -> Row:
    """The lesson's training as the worker has it, against a loop that does the same work."""
    use_one_thread()
    lesson = find("train-gpt")
    source = Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim)
    load(source)  # both sides have torch and the text before the clock runs
    use_one_thread()
    session = Session()
    session.open([source.lesson, source.code, source.path, source.name])
    session.advance(20)
    loop = Bare()
    loop.steps(20)
    ours, bare = [], []
    for _ in range(REPEATS):
        ours.append(STEPS * PER_STEP / _timed(lambda: session.advance(STEPS)))
        bare.append(STEPS * PER_STEP / _timed(lambda: loop.steps(STEPS)))
    ratio = median(ours) / median(bare)
    return Row(
        "GPT training, characters a second: worker's session / bare loop",
        spread(ours),
        spread(bare),
        ratio,
        "≥ 0.9",
        ratio >= 0.9,
    )


class Bare:
    """Train, score every 20 steps and write a character a step, as one would without an engine."""

    def __init__(self) -> None:
        import torch

        from tutor.ml import batches, corpus, gpt, gpt_training

        self.text = corpus.split()
        self.data = corpus.encode(self.text.train)
        self.scored = batches.spread_windows(corpus.encode(self.text.validation), 32, 256)
        self.model = gpt.GPT(gpt.Shape(2, 2, 32, 32, 96), torch.Generator().manual_seed(0))
        self.optimizer = gpt_training.adamw(self.model)
        self.rng = np.random.default_rng(0)
        self.written = [0]
        self.step = 0

    def steps(self, n: int) -> None:
        """Take `n` of them."""
        from tutor.ml import batches, gpt_sampling, gpt_training, schedules

        for _ in range(n):
            if self.step % 20 == 0:
                gpt_training.nats_by_position(self.model, *self.scored)
            shares = gpt_sampling.next_probabilities(self.model, np.array(self.written[-32:]))
            self.written.append(gpt_sampling.draw(shares, self.rng))
            x, y = batches.get_batch(self.data, 32, 16, self.rng)
            lr = schedules.cosine_lr(self.step, 0.005, 50, 2000, 0.0005)
            gpt_training.train_step(self.model, self.optimizer, x, y, lr)
            self.step += 1


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    start = process_time()
    work()
    return process_time() - start
