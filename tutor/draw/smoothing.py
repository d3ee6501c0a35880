"""Smoothing: an exponential moving average, so that the course of a noisy line can be seen.

y'_t = b y'_(t-1) + (1 - b) y_t from y'_0 = 0, divided by 1 - b^t because it starts at 0 (the bias
correction of Kingma & Ba 2015, Adam, section 3). So the first smoothed value is the first value,
and every one is a weighted mean of the values up to it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.draw.ranges import LARGEST
from tutor.engine.panels import Series

Floats = npt.NDArray[np.float64]

BLOCK = 64
"""Values averaged by one matrix product; between blocks one number is carried on."""


def is_smoothed(share: float) -> bool:
    """Say whether `share`, that of the past, smooths at all."""
    return 0 < share < 1


def smooth_series(series: Series, share: float) -> Series:
    """Return the moving average of a series; NaN where it has no finite value."""
    count = min(len(series.x), len(series.y))
    x, y = np.asarray(series.x)[:count], np.asarray(series.y, np.float64)[:count]
    finite = np.isfinite(y)
    smoothed = np.full(count, np.nan)
    smoothed[finite] = moving_average(np.clip(y[finite], -LARGEST, LARGEST), share)
    return Series(x, smoothed)


def moving_average(y: Floats, share: float) -> Floats:
    """Return the bias-corrected moving average of finite values. y (n,); 0 < share < 1."""
    blocks = -(-len(y) // BLOCK)
    padded = np.zeros(blocks * BLOCK)
    padded[: len(y)] = y
    age = np.arange(BLOCK)[:, None] - np.arange(BLOCK)
    weights = np.where(age >= 0, share ** np.maximum(age, 0.0), 0.0)  # (BLOCK, BLOCK)
    sums = padded.reshape(blocks, BLOCK) @ weights.T
    fading = share ** np.arange(1.0, BLOCK + 1)
    for block in range(1, blocks):
        sums[block] += sums[block - 1, -1] * fading
    steps = np.arange(1.0, len(y) + 1)
    # 1 - b^t without cancellation where b is close to 1
    correction = -np.expm1(steps * np.log(share)) / (1 - share)
    return np.asarray(sums.reshape(-1)[: len(y)] / correction)
