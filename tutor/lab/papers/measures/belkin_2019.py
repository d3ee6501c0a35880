"""Fit ever more random Fourier features to 500 digits: the error peaks at N = n and falls again.

Belkin, Hsu, Ma and Mandal, Reconciling modern machine-learning practice and the classical
bias-variance trade-off, PNAS 116 (2019), figure 2. Theirs: 10,000 digits of MNIST. Here: 500 of the
8 by 8 digits, the other 1297 to be judged by. As there, no label is changed, all ten outputs are
fitted at once, and among weights that fit equally well the smallest are taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import digits
from tutor.ml.min_norm import min_norm_fit
from tutor.ml.random_fourier_features import directions, features

Array = npt.NDArray[Any]

METHOD = "fit"
"""fit(Phi, Y) -> W: features (n, N) and targets (n, 10) in, weights (N, 10) out."""
reference = min_norm_fit

N_EXAMPLES = 500
BANDWIDTH = 2.0  # pixels go from 0 to 1
WIDTHS = (
    *(10, 20, 50, 100, 150, 200, 250, 300, 350, 400, 450, 476),
    *(500, 526, 550, 600, 700, 1000, 2000, 5000),
)


class Fits(NamedTuple):
    """What was measured at each width. (len(WIDTHS),)"""

    error: Array  # share of the test digits that are read wrongly
    squared: Array  # mean squared error on the test digits
    norm: Array  # of the weights


class Descents(NamedTuple):
    """A curve over the widths: down to a minimum before N = n, up to a peak, down to the end."""

    first_min: float
    peak: float
    peak_at: float  # N/n
    last: float

    @classmethod
    def of(cls, curve: Array) -> Descents:
        """Read the curve; the peak is its largest value from the first minimum on."""
        bottom = int(curve[np.array(WIDTHS) < N_EXAMPLES].argmin())
        top = bottom + int(curve[bottom:].argmax())
        peak_at = WIDTHS[top] / N_EXAMPLES
        return cls(float(curve[bottom]), float(curve[top]), peak_at, float(curve[-1]))


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Draw the digits and the directions once, and fit each width to them."""
    fits = widths(method or reference, np.random.default_rng(seed))
    error, least = Descents.of(fits.error), Descents.of(fits.squared)
    return {
        "peak_at": error.peak_at,
        "peak_at_squared": least.peak_at,
        "norm_peak_at": WIDTHS[int(fits.norm.argmax())] / N_EXAMPLES,
        "first_min_error": error.first_min,
        "peak_error": error.peak,
        "last_error": error.last,
        "peak_over_first_min": error.peak / error.first_min,
        "last_over_first_min": error.last / error.first_min,
        "last_over_first_min_squared": least.last / least.first_min,
    }


def widths(fit: Callable[..., Any], rng: np.random.Generator) -> Fits:
    """Fit each width, its directions the first of the next one's, and look at the other digits."""
    data = digits.load()
    order = rng.permutation(len(data.labels))
    learn, judge = order[:N_EXAMPLES], order[N_EXAMPLES:]
    targets = np.eye(digits.N_CLASSES)[data.labels]
    V = directions(digits.N_PIXELS, WIDTHS[-1], BANDWIDTH, rng)
    found = []
    for N in WIDTHS:
        Phi = features(data.pixels, V[:, : N // 2])
        W = returned.floats(
            fit(Phi[learn], targets[learn]), (N, digits.N_CLASSES), "weights", METHOD
        )
        z = Phi[judge] @ W  # (1297, 10)
        wrong = z.argmax(axis=1) != data.labels[judge]
        found.append((wrong.mean(), np.mean((z - targets[judge]) ** 2), np.linalg.norm(W)))
    return Fits(*np.array(found).T)
