"""The Transformer's parameters from the sizes in table 3, and the vocabulary that they point to.

Vaswani et al., Attention Is All You Need (2017), table 3: counts in millions, as printed. §5.1
gives the vocabulary as about 37,000; what the counts need is found by turning the formula round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tutor.lab.papers import returned
from tutor.ml.parameter_counts import transformer

METHOD = "parameters"
"""parameters(vocabulary, n_layers, d_model, d_ff, n_heads, d_k, d_v) -> a whole number."""
reference = transformer

VOCABULARY = 37_000
HALF = 0.5e6
"""A count printed in millions may be off by this much."""


class Sizes(NamedTuple):
    """A row of table 3; what it leaves out is as in the base model."""

    n_layers: int = 6
    d_model: int = 512
    d_ff: int = 2048
    n_heads: int = 8
    d_k: int = 64
    d_v: int = 64


BASE, BIG = Sizes(), Sizes(d_model=1024, d_ff=4096, n_heads=16)
PRINTED = {
    BASE: 65,
    Sizes(d_k=16): 58,
    Sizes(d_k=32): 60,
    Sizes(n_layers=2): 36,
    Sizes(n_layers=4): 50,
    Sizes(n_layers=8): 80,
    Sizes(d_model=256, d_k=32, d_v=32): 28,
    Sizes(d_model=1024, d_k=128, d_v=128): 168,
    Sizes(d_ff=1024): 53,
    Sizes(d_ff=4096): 90,
}
"""The base model and the rows (B) and (C), in millions."""
PRINTED_BIG = 213


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Count; nothing is drawn from the seed."""
    del seed
    count = method or reference

    def millions(sizes: Sizes, vocabulary: int) -> float:
        return returned.one(count(vocabulary, *sizes), "a count", METHOD) / 1e6

    def vocabularies(sizes: Sizes, printed: float) -> tuple[float, float]:
        # the embedding is V × d_model: the rest of the count, and V, follow from two counts
        rest = 1e6 * millions(sizes, 0)
        each = 1e6 * millions(sizes, 1) - rest
        if each <= 0:
            raise ValueError(f"{METHOD} gives the same count for any vocabulary")
        return (1e6 * printed - HALF - rest) / each, (1e6 * printed + HALF - rest) / each

    ranges = [vocabularies(sizes, printed) for sizes, printed in PRINTED.items()]
    least, most = max(low for low, _ in ranges), min(high for _, high in ranges)
    found = round((least + most) / 2)
    fits = [abs(millions(sizes, found) - printed) <= 0.5 for sizes, printed in PRINTED.items()]
    low_big, high_big = vocabularies(BIG, PRINTED_BIG)
    return {
        "base": millions(BASE, VOCABULARY),
        "big": millions(BIG, VOCABULARY),
        "vocabulary": float(found),
        "rows_that_fit": float(sum(fits)),
        "big_at_that_vocabulary": millions(BIG, found),
        "vocabulary_of_big": (low_big + high_big) / 2,
    }
