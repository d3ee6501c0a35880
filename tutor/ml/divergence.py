"""First divergence: the first place where two programs that should compute the same do not.

A trace lists, for each step, what was computed by name and in order. What stands before the first
difference is proved equal by it; what stands behind may differ because of it. So that one tensor
holds the cause, and the last number of the trace, be it ever so close, tells nothing about it.

Source: Karpathy, A Recipe for Training Neural Networks (2019), for the habit; the tolerance is that
of NumPy's `isclose`, |a - b| <= atol + rtol |b|, with b as the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Trace = Sequence[Mapping[str, Array]]


def first_divergence(a: Trace, b: Trace, rtol: float, atol: float) -> tuple[int, str, float] | None:
    """Return the first step and tensor of a outside the tolerance of b, or None.

    With it comes the size, the largest |a - b| in that tensor. Both traces have the same steps,
    names and shapes. A NaN is outside every tolerance, and then the size is NaN.
    """
    for step, (ours, theirs) in enumerate(zip(a, b, strict=True)):
        for name, reference in theirs.items():
            apart = np.abs(ours[name] - reference)
            if not np.all(apart <= atol + rtol * np.abs(reference)):  # false for a NaN too
                return step, name, float(np.max(apart))
    return None
