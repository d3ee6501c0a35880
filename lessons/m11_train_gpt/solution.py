import numpy as np


def get_batch(data, T, B, rng):
    starts = rng.integers(0, len(data) - T, size=B)  # (B,)
    places = starts[:, None] + np.arange(T)  # (B, T)
    return data[places], data[places + 1]


def cosine_lr(step, peak, warmup, total, floor):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    progress = (step - warmup) / (total - warmup)
    return floor + (peak - floor) * 0.5 * (1.0 + np.cos(np.pi * progress))
