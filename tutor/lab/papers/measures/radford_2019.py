"""GPT-2's parameters from the sizes in table 2, in millions.

Radford et al., Language Models are Unsupervised Multitask Learners (2019), table 2 and §2.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.lab.papers import returned
from tutor.ml.parameter_counts import gpt2

METHOD = "parameters"
"""parameters(n_layers, width, context, vocabulary) -> a whole number."""
reference = gpt2

CONTEXT, VOCABULARY = 1024, 50_257
SIZES = {"small": (12, 768), "medium": (24, 1024), "large": (36, 1280), "xl": (48, 1600)}
"""Layers and width."""


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Count; nothing is drawn from the seed."""
    del seed
    count = method or reference
    counts = {
        name: returned.one(count(layers, width, CONTEXT, VOCABULARY), "a count", METHOD)
        for name, (layers, width) in SIZES.items()
    }
    return {"small_exactly": counts["small"], **{name: n / 1e6 for name, n in counts.items()}}
