"""Windows of a text: what a language model is trained and scored on.

A window of T symbols is T examples at once: at each position the symbols so far are the question,
and the next one is the answer. So the answers `y` are the window moved on by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def get_batch(data: Array, T: int, B: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw B windows of T symbols, and what comes after each symbol. data (n,) -> x, y (B, T).

    Starts are uniform over every place where a window and one more symbol fit, so n > T.
    """
    starts = rng.integers(0, len(data) - T, size=B)  # (B,): 0 to n - T - 1
    places = starts[:, None] + np.arange(T)  # (B, T)
    return data[places], data[places + 1]


def spread_windows(data: Array, T: int, n: int) -> tuple[Array, Array]:
    """Return at most n windows that do not overlap, spread evenly over the text. x, y (m, T)

    For scoring: the same ones each time, so that two scores differ by the model alone.
    """
    fit = (len(data) - 1) // T
    chosen = np.linspace(0, fit, min(n, fit), endpoint=False).astype(int)  # (m,)
    places = chosen[:, None] * T + np.arange(T)  # (m, T)
    return data[places], data[places + 1]
