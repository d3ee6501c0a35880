"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def mse(X, y, w):
    """Return the mean squared error of the predictions X @ w."""
    return np.mean((X @ w - y) ** 2)


def lstsq(X, y):
    """Return NumPy's own least squares."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


def table(rng, n=12, d=3):
    """Draw a table of n houses with d columns in different units, and prices."""
    return rng.normal(size=(n, d)) * rng.uniform(0.5, 3.0, size=d), rng.normal(size=n)


def leaves_its_arguments_alone(mse_gradient, rng):
    X, y = table(rng)
    w = rng.normal(size=3)
    kept = X.copy(), y.copy(), w.copy()
    mse_gradient(X, y, w)
    assert (kept[0] == X).all(), "`X` changed under the caller's feet"
    assert (y == kept[1]).all(), "`y` changed under the caller's feet"
    assert (w == kept[2]).all(), "`w` changed under the caller's feet"


def is_zero_at_the_bottom(mse_gradient, rng):
    X, y = table(rng)
    assert np.allclose(mse_gradient(X, y, lstsq(X, y)), 0.0), "at the bottom the slope is 0"


def is_a_mean_over_the_houses(mse_gradient, rng):
    X, y = table(rng)
    w = rng.normal(size=3)
    twice = mse_gradient(np.vstack([X, X]), np.concatenate([y, y]), w)
    assert np.allclose(twice, mse_gradient(X, y, w)), (
        "with every house listed twice, the mean is the same, and so is its slope"
    )


def follows_the_unit_of_a_column(mse_gradient, rng):
    X, y = table(rng)
    w = rng.normal(size=3)
    units = np.array([10.0, 1.0, 0.1])
    other = mse_gradient(X * units, y, w / units)
    assert np.allclose(other, mse_gradient(X, y, w) * units), (
        "ten times the numbers with a tenth of the weight predict the same, on a slope ten times "
        "as steep"
    )


def leaves_the_table_alone(least_squares, rng):
    X, y = table(rng)
    kept = X.copy(), y.copy()
    least_squares(X, y)
    assert (kept[0] == X).all(), "`X` changed under the caller's feet"
    assert (y == kept[1]).all(), "`y` changed under the caller's feet"


def leaves_residuals_at_right_angles_to_every_column(least_squares, rng):
    X, y = table(rng)
    residual = X @ least_squares(X, y) - y
    assert np.allclose(X.T @ residual, 0.0, atol=1e-8), (
        "`X.T @ residual` should be 0: what is left over goes along no column"
    )


def no_other_weights_cost_less(least_squares, rng):
    X, y = table(rng)
    w = least_squares(X, y)
    others = w + rng.normal(size=(20, 3))
    assert all(mse(X, y, w) <= mse(X, y, other) for other in others), "other weights cost less"


def shares_a_weight_between_two_equal_columns(least_squares, rng):
    X, y = table(rng, d=2)
    alone = least_squares(X, y)
    w = least_squares(np.column_stack([X, X[:, 1]]), y)
    assert np.allclose(w, [alone[0], alone[1] / 2, alone[1] / 2]), (
        "of a column that is there twice, the shortest weights give each copy half"
    )


def fits_exactly_when_columns_outnumber_houses(least_squares, rng):
    X, y = table(rng, n=3, d=6)
    w = least_squares(X, y)
    assert np.allclose(X @ w, y), "three houses and six weights: every price can be met"
