import numpy as np


def get_batch(
    data: np.ndarray, T: int, B: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw B windows of T symbols, and the symbol that comes after each one.

    data: array (n,) of whole numbers, n > T; leave it alone.  rng: a numpy Generator.
    Draw all B starts with one call of `rng.integers`: every place where a window and the one
    symbol after it fit is equally likely.
    Returns x and y, arrays (B, T): y[b, t] is the symbol after x[b, t].
    """
    raise NotImplementedError("your turn")


def cosine_lr(step: int, peak: float, warmup: int, total: int, floor: float) -> float:
    """Return the step size of step `step`, counted from 0; warmup < total.

    Before step `warmup` it rises by equal amounts: peak/(warmup + 1) at step 0, and at step
    `warmup` it is the peak. From there it goes down along half a cosine, and from step `total` on
    it is the floor.
    """
    raise NotImplementedError("your turn")
