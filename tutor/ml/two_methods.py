"""Two methods, run with several seeds and tested: scores from a world in which the truth is known.

A run's true accuracy is that of its method, moved by what its seed decides (initial weights, order
of the data, split), with z of the seed and u of the run both standard normal:

    p = accuracy ± gap/2 + spread (√½ z + √½ u)

It is tested on n questions. A question has a difficulty t for each method, uniform from 0 to 1, and
a run answers it if t < p; on half of the questions t is the same for both. So of what makes one run
differ from another, half is common to the two methods of a seed, and cancels in their difference.

Three designs: `PAIRED`, a seed gives both methods its z and a test set; `UNPAIRED`, every run has
its own; `ONE_TEST`, a seed gives both its z, and all runs of an experiment have one test set.

Source of the picture: Bouthillier et al., "Accounting for variance in machine learning benchmarks"
(2021), §2 and §3.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ACCURACY = 0.85
"""The mean of the two methods' true accuracies."""
SHARED = 0.5
"""The share of a seed's luck, and of the questions, that is the same for both methods."""
PAIRED, UNPAIRED, ONE_TEST = DESIGNS = ("paired", "unpaired", "one test")


def scores(
    gap: float, spread: float, n_questions: int, n_seeds: int, design: str, rng: np.random.Generator
) -> Floats:
    """Return the measured accuracies of both methods, one for each seed. (2, n_seeds)

    gap: how much better the first one truly is. spread: one standard deviation of p over the seeds.
    """
    shared = 0.0 if design == UNPAIRED else SHARED
    z, u = rng.normal(size=n_seeds), rng.normal(size=(2, n_seeds))
    truth = np.array([[ACCURACY + gap / 2], [ACCURACY - gap / 2]])
    p = truth + spread * (sqrt(shared) * z + sqrt(1 - shared) * u)  # (2, n_seeds)
    n_tests = 1 if design == ONE_TEST else n_seeds
    t = rng.random((2, n_tests, n_questions))
    alike = round(shared * n_questions)
    t[1, :, :alike] = t[0, :, :alike]
    measured: Floats = (t < p[:, :, None]).mean(axis=2)
    return measured


def run_sd(accuracy: float, spread: float, n_questions: int) -> float:
    """Return the standard deviation of one run's score, by its seed and its questions together."""
    by_questions = (accuracy * (1 - accuracy) - spread**2) / n_questions
    return sqrt(spread**2 + by_questions)


def margin(accuracy: float, n_questions: int) -> float:
    """Return by how much a test of n questions is off in 19 of 20 cases, whatever is tested."""
    return 1.96 * sqrt(accuracy * (1 - accuracy) / n_questions)
