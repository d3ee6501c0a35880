"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def least_squares_with_more_rows(X, y, alpha):
    """Return ridge as least squares on d more rows, each of which asks a weight to be 0."""
    d = X.shape[1]
    more, zeros = np.sqrt(alpha) * np.eye(d), np.zeros(d)
    return np.linalg.lstsq(np.vstack([X, more]), np.concatenate([y, zeros]), rcond=None)[0]


def table(rng):
    return rng.normal(size=(10, 3)) * [2.0, 1.0, 0.5], rng.normal(size=10)


def leaves_the_table_alone(ridge, rng):
    X, y = table(rng)
    kept = X.copy(), y.copy()
    ridge(X, y, 1.0)
    assert (kept[0] == X).all(), "`X` changed under the caller's feet"
    assert (kept[1] == y).all(), "`y` changed under the caller's feet"


def hardly_any_penalty_is_least_squares(ridge, rng):
    X, y = table(rng)
    free = np.linalg.lstsq(X, y, rcond=None)[0]
    assert np.allclose(ridge(X, y, 1e-6), free, atol=1e-4), (
        "as `alpha` goes to 0, ridge becomes least squares"
    )


def a_larger_penalty_gives_shorter_weights(ridge, rng):
    X, y = table(rng)
    lengths = [np.linalg.norm(ridge(X, y, alpha)) for alpha in (0.01, 1.0, 100.0)]
    assert lengths[0] > lengths[1] > lengths[2], "more penalty should give shorter weights"


def the_pull_of_the_misses_balances_the_penalty(ridge, rng):
    X, y = table(rng)
    alpha = rng.uniform(0.5, 5.0)
    w = ridge(X, y, alpha)
    assert np.allclose(X.T @ (y - X @ w), alpha * w), (
        "at the bottom `X.T @ (y - X @ w)` and `alpha * w` are the same"
    )


def equal_columns_get_equal_weights(ridge, rng):
    X, y = table(rng)
    w = ridge(np.column_stack([X, X[:, 0]]), y, 0.1)
    assert np.isclose(w[0], w[3]), "two equal columns should share their weight equally"


def leaves_x_alone(soft_threshold, rng):
    x = rng.normal(size=5)
    kept = x.copy()
    soft_threshold(x, 0.5)
    assert (kept == x).all(), "`x` changed under the caller's feet"


def has_the_same_shape_as_x(soft_threshold, rng):
    x = rng.normal(size=(2, 3))
    assert np.shape(soft_threshold(x, 0.5)) == (2, 3), "the shape should be that of `x`"


def treats_both_signs_alike(soft_threshold, rng):
    x = rng.normal(size=6)
    assert np.allclose(soft_threshold(-x, 0.4), -np.asarray(soft_threshold(x, 0.4))), (
        "what happens to x should happen to -x, with the sign turned"
    )


def nothing_is_moved_by_a_threshold_of_zero(soft_threshold, rng):
    x = rng.normal(size=6)
    assert np.allclose(soft_threshold(x, 0.0), x), "with t = 0 nothing should move"


def no_other_weight_is_cheaper(soft_threshold, rng):
    x, t = rng.normal(size=4), rng.uniform(0.1, 1.0)
    w = np.asarray(soft_threshold(x, t))

    def cost(weight):
        return 0.5 * (weight - x) ** 2 + t * np.abs(weight)

    others = np.linspace(-3.0, 3.0, 601)[:, None]
    assert (cost(w) <= cost(others) + 1e-12).all(), (
        "it should be the w that makes 1/2 (w - x)^2 + t |w| least"
    )
