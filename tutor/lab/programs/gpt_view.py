"""What is to be seen of a GPT in training: its losses, what it writes, where it looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.engine.panels import Curve, Heat, Series, Table, Text
from tutor.engine.trace import Trace
from tutor.ml.attention_map import attention_map
from tutor.ml.gpt import GPT
from tutor.ml.tokenizers import Tokenizer

Array = npt.NDArray[Any]

SHOWN = 24
"""Symbols on the sides of the attention map."""
EARLIER = 100
"""Characters of an earlier sample that are shown."""
SIGNS = str.maketrans({"\n": "¶", " ": "␣", "\t": "⇥"})


def losses(trace: Trace, baselines: Mapping[str, float]) -> Curve:
    """Show both losses with the lines they have to cross."""
    ends = np.array([0, max(len(trace) - 1, 1)])
    lines = {name: Series(ends, np.full(2, nats)) for name, nats in baselines.items()}
    return Curve("nats a symbol", {**lines, "loss": trace["loss"], "val": trace["val"]})


def samples(written: Mapping[int, Array], tokenizer: Tokenizer) -> Text:
    """Show the newest sample in full, and below it how earlier ones began."""
    lines: list[str] = []
    for step, symbols in sorted(written.items(), reverse=True):
        text = tokenizer.decode(symbols).strip("\n").translate({10: "¶"})
        text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
        lines.append(f"{step}: {text if not lines else text[:EARLIER]}")
    return Text("it writes, at step", "\n".join(lines))


def attention(
    model: GPT, written: Mapping[int, Array], tokenizer: Tokenizer, layer: int, head: int
) -> Heat:
    """Show where a head looks in the newest sample. layer and head count from 1."""
    layer, head = min(layer, model.shape.n_layers), min(head, model.shape.n_heads)
    symbols = written[max(written)][: min(SHOWN, model.shape.context)]
    shares = attention_map(model, symbols, layer - 1, head - 1)  # (n, n)
    names = [tokenizer.decode([symbol]).translate(SIGNS) for symbol in symbols]
    later = np.triu(np.ones(shares.shape, bool), k=1)
    title = f"layer {layer}, head {head}: where each symbol looks"
    return Heat(title, shares, names, names, low=0.0, high=1.0, mask=later)


def steps(trace: Trace) -> Curve:
    """Show the step size and the gradient's length, each on its power of ten."""
    series = {"lr": trace["lr"], "grad_norm": trace["grad_norm"]}
    return Curve("step size and gradient", series, log=True)


def facts(known: Mapping[str, str]) -> Table:
    """Show what is trained, on what and where."""
    return Table("this run", ("", ""), [(name, fact) for name, fact in known.items()])


def thinned(written: Mapping[int, Array], n: int) -> dict[int, Array]:
    """Return the samples that stay when another comes: of n, those numbered 0, 1, 2, 4, 8, … ."""
    newest = n - 1
    if newest & (newest - 1) == 0:  # 0 or a power of two
        return dict(written)
    return {step: sample for step, sample in written.items() if step != max(written)}
