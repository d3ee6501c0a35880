"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def bowl_slope(w):
    """Return the slope of f(w) = 1/2 (w0^2 + 10 w1^2) at w."""
    return np.array([1.0, 10.0]) * w


def leaves_its_arguments_alone(gradient_step, rng):
    w, grad = rng.normal(size=(2, 3))
    kept = w.copy(), grad.copy()
    gradient_step(w, grad, 0.1)
    assert (w == kept[0]).all(), "`w` changed under the caller's feet"
    assert (grad == kept[1]).all(), "`grad` changed under the caller's feet"


def is_linear_in_the_step_size(gradient_step, rng):
    w, grad = rng.normal(size=(2, 4))
    half = gradient_step(w.copy(), grad, 0.1) - w
    full = gradient_step(w.copy(), grad, 0.2) - w
    assert np.allclose(2 * half, full), "doubling `lr` should double the move"


def a_small_step_lowers_the_loss(gradient_step, rng):
    w = rng.normal(size=2)
    after = gradient_step(w.copy(), bowl_slope(w), 0.01)
    assert after @ bowl_slope(after) < w @ bowl_slope(w), (
        "a small step downhill should lower the loss"
    )


def starts_at_the_start(descend, rng):
    w0 = rng.normal(size=2)
    path = descend(bowl_slope, w0.copy(), 0.1, 5)
    assert path.shape == (6, 2), f"five steps visit six places; the path has shape {path.shape}"
    assert (path[0] == w0).all(), "the first row should be `w0`"


def leaves_the_start_alone(descend, rng):
    w0 = rng.normal(size=2)
    before = w0.copy()
    descend(bowl_slope, w0, 0.1, 5)
    assert (w0 == before).all(), "`w0` changed under the caller's feet"


def multiplies_each_axis_by_its_factor(descend, rng):
    w0, lr = rng.normal(size=2), rng.uniform(0.0, 0.25)
    path = descend(bowl_slope, w0.copy(), lr, 8)
    factors = 1 - lr * np.array([1.0, 10.0])  # (2,)
    wanted = w0 * factors ** np.arange(9)[:, None]  # (9, 2)
    assert path.shape == wanted.shape, f"eight steps visit nine places, not {len(path)}"
    assert np.allclose(path, wanted), "after t steps each axis is w0 * (1 - lr * curvature)**t"
