"""Train one network on true labels, the same network on labels drawn by lot: it learns both.

Zhang et al., Understanding deep learning requires rethinking generalization (2017), §2.2 and table
1. Theirs: CIFAR-10 and ImageNet, among the networks one with a single hidden layer of 512 units.
Here: that layer on 1000 of the 8 by 8 digits, the other 797 to be judged by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.lab.papers import returned
from tutor.ml import digits, mlp
from tutor.ml.optimizers import momentum

Array = npt.NDArray[Any]

METHOD = "corrupt"
"""corrupt(labels, rng) -> labels: (n,) whole numbers from 0 to 9, in and out."""

N_EXAMPLES = 1000
WIDTH = 512
BATCH = 50
LR, MOMENTUM = 0.05, 0.9
MOST_EPOCHS = 400


def reference(labels: Array, rng: np.random.Generator) -> Array:
    """Draw every label anew, all ten equally likely: what a label says of its image is nothing."""
    return rng.integers(0, digits.N_CLASSES, size=len(labels))


class Fit(NamedTuple):
    """What came of one training: epochs until no label was wrong, or the most that are tried."""

    epochs: int
    train_accuracy: float
    test_accuracy: float


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Train twice from the same first weights, in the same order of the same images."""
    rng, first = np.random.default_rng([seed, 0]), (seed, 1)
    order = rng.permutation(len(digits.load().labels))
    learn, judge = order[:N_EXAMPLES], order[N_EXAMPLES:]
    labels = digits.load().labels[learn]
    given = (method or reference)(labels.copy(), rng)
    drawn = returned.whole(given, labels.shape, digits.N_CLASSES, "labels", METHOD)
    true = train(learn, labels, judge, np.random.default_rng(first))
    random = train(learn, drawn, judge, np.random.default_rng(first))
    return {
        "train_accuracy_true": true.train_accuracy,
        "train_accuracy_random": random.train_accuracy,
        "test_accuracy_true": true.test_accuracy,
        "test_accuracy_random": random.test_accuracy,
        "labels_kept": float(np.mean(drawn == labels)),
        "epochs_true": float(true.epochs),
        "epochs_random": float(random.epochs),
        "slowdown": random.epochs / true.epochs,
    }


def train(learn: Array, labels: Array, judge: Array, rng: np.random.Generator) -> Fit:
    """Descend with momentum until every label is learned. learn (n,), judge (m,): which images."""
    data = digits.load()
    X = data.pixels[learn]
    w = mlp.initial(digits.N_PIXELS, WIDTH, digits.N_CLASSES, rng)
    velocity = {name: np.zeros_like(part) for name, part in w.items()}
    epoch, wrong = 0, 1.0
    while wrong and epoch < MOST_EPOCHS:
        epoch += 1
        for batch in rng.permutation(len(labels)).reshape(-1, BATCH):
            grads = mlp.backward(w, mlp.forward(w, X[batch]), labels[batch])
            for name in mlp.NAMES:
                w[name], (velocity[name],) = momentum(
                    w[name], grads[name], (velocity[name],), LR, MOMENTUM
                )
        wrong = mlp.error_rate(w, X, labels)
    test_wrong = mlp.error_rate(w, data.pixels[judge], data.labels[judge])
    return Fit(epoch, 1.0 - wrong, 1.0 - test_wrong)
