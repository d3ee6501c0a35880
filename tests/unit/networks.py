"""Small random networks with a batch, for the tests of what is computed on them."""

import numpy as np

from tutor.ml import cross_entropy, gradient_check, mlp


def drawn(seed, shape):
    n, d, h, k = shape
    rng = np.random.default_rng(seed)
    params = mlp.initial(d, h, k, rng)
    params = {**params, "b1": rng.normal(size=h), "b2": rng.normal(size=k)}
    return params, rng.normal(size=(n, d)), rng.integers(k, size=n)


def measure(X, y):
    def of(params):
        Z, _, logits = mlp.scores(params, X)
        return gradient_check.Measured(cross_entropy.mean_loss(logits, y), Z > 0)

    return of


def worst(params, X, y, grads):
    return {
        name: gradient_check.worst_error(
            measure(X, y), params, grads, name, np.ndindex(params[name].shape)
        )
        for name in mlp.NAMES
    }
