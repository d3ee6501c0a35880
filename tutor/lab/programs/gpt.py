"""Train a GPT from scratch on any text, up to GPT-2 small and beyond.

The model is `tutor.ml.gpt`, the step `tutor.ml.gpt_training`: the same code as in the lesson
`train-gpt` and behind the shipped model. What is here decides sizes, schedule and device, and keeps
what is to be seen. One step of the run is one step of the optimizer.

Under torchrun every process makes the same run. Each computes its share of the batch, and all hold
the same weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tutor.engine.panels import Panel
from tutor.engine.parameters import Choice, Flag, Float, Int, Line
from tutor.engine.record import Record
from tutor.engine.simulation import CannotStep, Simulation
from tutor.engine.trace import Trace
from tutor.lab.programs import gpt_memory, gpt_text, gpt_view
from tutor.ml import devices, peaks, ranks, tokenizers
from tutor.ml.batches import get_batch, spread_windows
from tutor.ml.gpt import GPT, Shape
from tutor.ml.gpt_sampling import generate
from tutor.ml.gpt_training import adamw, nats_by_position, train_step
from tutor.ml.schedules import cosine_lr
from tutor.ml.training_form import TrainingForms
from tutor.ml.training_text import TrainingText

Array = npt.NDArray[Any]

FORMS = TrainingForms()
TEXTS = gpt_text.TextsInUse()


class TrainGPT(Simulation):
    """Train a GPT, score it on text that it never sees, and let it write now and then."""

    corpus = Line("", "text file to learn from; without one, Python's documentation", longest=4096,
                  resets=True)  # fmt: skip
    tokenizer = Choice("characters", tokenizers.NAMES, "what a symbol is", resets=True)
    merges = Int(512, 0, 8192, "pairs that bpe glues", resets=True)

    n_layers = Int(4, 1, 96, "blocks", resets=True)
    n_heads = Int(4, 1, 96, "heads of attention in each", resets=True)
    width = Int(128, 4, 12288, "numbers that each position carries", step=4, resets=True)
    context = Int(64, 2, 8192, "symbols that it sees at most", resets=True)
    bias = Flag(True, "biases in layers and norms, as GPT-2 has", resets=True)
    tied = Flag(True, "one matrix to read symbols and to score them", resets=True)
    dropout = Float(0.0, 0.0, 0.9, "share of numbers set to 0 in training", resets=True)

    batch = Int(12, 1, 4096, "windows computed at once")
    grad_accumulation = Int(1, 1, 4096, "batches that add up to one step")
    lr = Float(1e-3, 1e-6, 1.0, "largest step size", log=True)
    min_lr = Float(1e-4, 0.0, 1.0, "step size at the end of the cosine")
    warmup = Int(100, 0, 100_000, "steps until lr is reached")
    decay_steps = Int(2000, 1, 10_000_000, "steps until min_lr is reached", log=True)
    weight_decay = Float(0.1, 0.0, 10.0, "pull of the matrices towards 0")
    beta2 = Float(0.99, 0.8, 0.9999, "memory of AdamW's squares", resets=True)
    grad_clip = Float(1.0, 0.0, 1000.0, "length at which a gradient is cut; 0 leaves it whole")

    device = Choice("auto", devices.NAMES, "where to compute", resets=True)
    precision = Choice("auto", devices.PRECISIONS, "of the forward pass", resets=True)
    compile = Flag(False, "torch.compile: a slow start, then faster steps", resets=True)

    every = Int(100, 1, 100_000, "steps between two looks at the validation text", log=True)
    val_symbols = Int(8192, 64, 10_000_000, "symbols scored there", log=True, resets=True)
    prompt = Line("", "what a sample begins with; without it, a line's end", resets=True)
    sample_symbols = Int(120, 1, 4096, "symbols in a sample", log=True)
    temperature = Float(0.8, 0.05, 5.0, "of the samples")
    layer = Int(1, 1, 96, "block whose attention is shown")
    head = Int(1, 1, 96, "head of it")

    def reset(self) -> None:
        """Read the text, draw the weights, and put them on the device."""
        place = devices.choose(self.device).device
        devices.autocast(place, self.precision)  # refused now, not in the first step
        if self.compile and (why_not := devices.why_no_compiling(place)):
            raise ValueError(f"compile cannot be on: {why_not}")
        text = TEXTS.begin(*self._asked())
        self.text_digest = text.digest
        shape = self._shape(text)
        gpt_memory.check_room(shape, place)
        self._check_batch(ValueError)
        self.start = self._start(text)
        try:
            self.model = GPT(shape, self.torch_rng("init")).to(place).eval()
        except Exception as error:
            if devices.is_out_of_memory(error):
                raise ValueError(gpt_memory.too_large(shape, place)) from error
            raise
        self.optimizer = adamw(self.model, self.weight_decay, self.beta2)
        self.steps_taken = 0
        self.symbols_seen = 0
        self.val = 0.0
        self.samples: dict[int, Array] = {}
        self.n_samples = 0

    def step(self) -> Record:
        """Score and write where it is time to, then take one step of the optimizer."""
        self._check_batch(CannotStep)
        text = TEXTS.again(self.text_digest, *self._asked())
        try:
            return self._step(text)
        except Exception as error:
            if devices.is_out_of_memory(error):
                raise CannotStep(
                    gpt_memory.full(self.model.device, self.batch, self.grad_accumulation)
                ) from error
            raise

    def _step(self, text: TrainingText) -> Record:
        precision = devices.autocast(self.model.device, self.precision)
        if self.steps_taken % self.every == 0:
            x, y = spread_windows(gpt_text.scored(text), self.context, self.n_scored)
            with precision:
                self.val = float(nats_by_position(self.model, x, y, self.batch).mean())
            self._write()
        x, y = get_batch(text.train, self.context, self.windows, self.rng("data"))
        decay, floor = max(self.decay_steps, self.warmup + 1), min(self.min_lr, self.lr)
        lr = cosine_lr(self.steps_taken, self.lr, self.warmup, decay, floor)
        self.optimizer.param_groups[0]["weight_decay"] = self.weight_decay
        if self.dropout:
            # the masks depend on the step and the process, whatever else has drawn numbers
            torch.manual_seed(int(self.rng("dropout").integers(2**62)) + ranks.rank())
            self.model.train()
        loss, grad_norm = train_step(
            FORMS.of(self.model, self.compile),
            self.optimizer,
            x,
            y,
            lr,
            parts=self.grad_accumulation,
            clip=self.grad_clip or math.inf,
            precision=precision,
        )
        if self.dropout:
            self.model.eval()
        self.steps_taken += 1
        self.symbols_seen += self.symbols_per_step()
        return {
            "val": self.val,
            "loss": loss,
            "lr": lr,
            "grad_norm": grad_norm,
            "symbols": self.symbols_seen,
        }

    def view(self, trace: Trace) -> Iterable[Panel]:
        """Show the losses with what counting reaches, what it writes, and where a head looks."""
        text = TEXTS.again(self.text_digest, *self._asked())
        yield gpt_view.losses(trace, gpt_text.baselines(text, self.context, self.n_scored))
        yield gpt_view.samples(self.samples, text.tokenizer)
        yield gpt_view.attention(self.model, self.samples, text.tokenizer, self.layer, self.head)
        yield gpt_view.steps(trace)
        yield gpt_view.facts(
            {
                "text": text.name,
                "learns from": f"{len(text.train)} symbols",
                "held out": f"{len(text.validation)} symbols",
                "vocabulary": f"{text.tokenizer.size} symbols",
                "model": f"{self.model.shape.n_parameters} parameters",
                "a step": f"{self.symbols_per_step()} symbols, {self.flops_per_step():.3g} FLOP",
                "so far": f"{self.symbols_seen} symbols",
                "passes": f"{self.symbols_seen / len(text.train):.2g}",
                "device": devices.choose(self.device).sentence,
                "at best": "{:.3g} FLOP/s, {}".format(*self.peak()),
            }
        )

    def explain(self, trace: Trace) -> str:
        """Say what makes a training diverge, and which values would have helped."""
        cut = "" if self.grad_clip else ", and set grad_clip to 1: without it one batch is enough"
        return (
            f"The loss is no number any more: at lr = {trace['lr'][-1]:.3g} the weights became too "
            f"large to compute with. Go back, and lower lr or raise warmup{cut}."
        )

    @property
    def windows(self) -> int:
        """Windows that a step learns from, over all processes."""
        return self.batch * self.grad_accumulation

    @property
    def n_scored(self) -> int:
        """Windows of the validation text that are scored."""
        return max(1, self.val_symbols // self.context)

    def symbols_per_step(self) -> int:
        """Return how many symbols a step learns to predict, over all processes."""
        return self.windows * self.context

    def flops_per_step(self) -> int:
        """Return about the floating-point operations of a step, over all processes."""
        return int(self.model.shape.flops_per_token) * self.symbols_per_step()

    def peak(self) -> peaks.Peak:
        """Return what this process's device does at most, and how that is known."""
        place = self.model.device
        return peaks.peak(place, devices.computing_type(place, self.precision))

    def device_name(self) -> str:
        """Return what this process computes on."""
        return devices.describe(self.model.device)

    def _asked(self) -> tuple[str, str, int, int]:
        return self.corpus, self.tokenizer, self.merges, self.context

    def _start(self, text: TrainingText) -> Array:
        """Return the symbols that a sample begins with."""
        try:
            start = text.tokenizer.encode((self.prompt or "\n").encode())
        except ValueError as error:
            if self.prompt:
                raise ValueError(f"prompt cannot be {self.prompt!r}: {error}") from error
            start = text.train[:1]  # a text of a single line
        return start[: self.context].astype(np.int64)

    def _write(self) -> None:
        """Let the model write, and keep a few of the earlier samples beside the new one."""
        start, n = self.start, self.sample_symbols
        sample = generate(self.model, start, n, self.rng("sample"), self.temperature)
        self.samples = gpt_view.thinned(self.samples, self.n_samples)
        self.samples[self.steps_taken] = sample
        self.n_samples += 1

    def _shape(self, text: TrainingText) -> Shape:
        return Shape(
            self.n_layers,
            self.n_heads,
            self.width,
            self.context,
            text.tokenizer.size,
            self.tied,
            self.bias,
            self.dropout,
        )

    def _check_batch(self, kind: type[Exception]) -> None:
        if self.batch % ranks.world():
            raise kind(
                f"batch cannot be {self.batch}: {ranks.world()} processes share it equally, so "
                f"give a multiple of {ranks.world()}"
            )
