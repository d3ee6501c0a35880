"""Blocks: a matrix too large for its panel becomes the means of equal blocks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def block_any(marks: npt.NDArray[np.bool_], tall: int, wide: int) -> npt.NDArray[np.bool_]:
    """Say of each block of `tall` x `wide` cells whether any is marked; the last may be smaller."""
    return _totals(marks.astype(np.float64), tall, wide) > 0


def block_means(values: Floats, tall: int, wide: int) -> Floats:
    """Return the mean of each block's finite values; NaN where it has none."""
    finite = np.isfinite(values)
    size = tall * wide
    counts = _totals(finite.astype(np.float64), tall, wide)
    parts = _totals(np.where(finite, values, 0.0) / size, tall, wide)  # a sum could overflow
    with np.errstate(all="ignore"):
        return np.where(counts > 0, parts * (size / np.maximum(counts, 1)), np.nan)


def _totals(values: Floats, tall: int, wide: int) -> Floats:
    if tall == wide == 1:
        return values
    rows = np.arange(0, values.shape[0], tall)
    columns = np.arange(0, values.shape[1], wide)
    return np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
