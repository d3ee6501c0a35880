"""The smallest weights among those that fit best: what least squares means with weights to spare.

With more examples than features one W makes ‖Φ W - Y‖ least. With more features than examples
infinitely many make it zero, and the one of smallest norm is taken:

    W = Φ⁺ Y,   Φ⁺ = Σ v_i u_iᵀ / s_i   over the singular values s_i > 0

It is where ridge regression goes as its penalty goes to 0, and where gradient descent from zero
ends. Where there are as many features as examples, the least s_i is near to 0 and W is enormous:
the peak of double descent.

Sources: Penrose, On best approximate solutions of linear matrix equations (1956); Belkin et al.,
Reconciling modern machine-learning practice and the classical bias-variance trade-off (2019).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def min_norm_fit(Phi: Array, Y: Array) -> Array:
    """Return the least-squares weights of smallest norm. Phi (n, N), Y (n, k) -> (N, k).

    Singular values below the rounding of the largest count as 0.
    """
    W, _, _, _ = np.linalg.lstsq(Phi, Y, rcond=None)
    return W
