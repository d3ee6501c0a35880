"""Step sizes over a run: up in a straight line, then down along half a cosine.

At the start the gradients and Adam's averages know little, so the first steps are short. At the end
the loss is limited by the noise of the batches, which shorter steps average away.

Sources: Loshchilov and Hutter, SGDR (2017), eq. 5, for the cosine; Vaswani et al., Attention Is All
You Need (2017), §5.3, for the warm-up.
"""

from __future__ import annotations

from math import cos, pi


def cosine_lr(step: int, peak: float, warmup: int, total: int, floor: float) -> float:
    """Return the step size of step `step`, counted from 0.

    It is peak/(warmup + 1) at step 0, the peak at step `warmup`, the floor from step `total` on.
    """
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    # η = floor + (peak - floor) (1 + cos πp) / 2,  p from 0 to 1
    progress = (step - warmup) / (total - warmup)
    return floor + (peak - floor) * 0.5 * (1.0 + cos(pi * progress))


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    """Return the step size of step `step`, counted from 1, in training a Transformer.

    Up in a straight line for `warmup` steps, then down as the inverse root of the step; a wider
    model takes shorter steps (Vaswani et al., §5.3, eq. 3).
    """
    # η = d_model^(-1/2) min(t^(-1/2), t warmup^(-3/2))
    return float(d_model**-0.5 * min(step**-0.5, step * warmup**-1.5))
