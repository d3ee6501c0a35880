"""The networks of 1986: their slopes against torch's, and the moves."""

import numpy as np
import pytest
import torch

from tutor.ml import logistic_units
from tutor.ml.logistic_units import Sizes


def slopes_by_torch(sizes, flat, X, target):
    w = torch.tensor(flat, requires_grad=True)
    n_in, n_hidden, direct = sizes
    W1, b1, w2, b2, d = w.split(
        [n_in * n_hidden, n_hidden, n_hidden, 1, len(flat) - n_hidden * (n_in + 2) - 1]
    )
    X, target = torch.from_numpy(X), torch.from_numpy(target)
    h = torch.sigmoid(X @ W1.view(n_in, n_hidden) + b1)
    y = torch.sigmoid(h @ w2 + b2 + (X @ d if direct else 0.0))
    E = 0.5 * ((y - target) ** 2).sum()
    E.backward()
    return float(E.detach()), y.detach().numpy(), w.grad.numpy()


@pytest.mark.parametrize("sizes", [Sizes(6, 2), Sizes(2, 1, True), Sizes(3, 4, True)])
def test_the_slope_is_the_one_torch_finds(sizes):
    rng = np.random.default_rng(0)
    flat = logistic_units.initial(sizes, 2.0, rng)
    X, target = rng.normal(size=(9, sizes.n_in)), rng.uniform(size=9)
    E, y, slopes = slopes_by_torch(sizes, flat, X, target)
    found, outputs = logistic_units.gradient(sizes, flat, X, target)
    np.testing.assert_allclose(outputs, y, atol=1e-14)
    np.testing.assert_allclose(found, slopes, atol=1e-14)
    assert logistic_units.error(outputs, target) == pytest.approx(E, rel=1e-13)


def test_first_weights_are_spread_evenly_and_there_is_one_for_each_link():
    flat = logistic_units.initial(Sizes(100, 50, True), 0.3, np.random.default_rng(0))
    assert len(flat) == 100 * 50 + 50 + 50 + 1 + 100
    assert -0.3 <= flat.min() < -0.299
    assert 0.299 < flat.max() <= 0.3
    assert flat.std() == pytest.approx(0.3 / np.sqrt(3), rel=0.02)


def test_a_unit_driven_far_is_zero_or_one_without_overflow():
    _, y = logistic_units.forward(Sizes(1, 1, True), np.full(5, 400.0), np.array([[-9.0], [9.0]]))
    np.testing.assert_array_equal(y, [0.0, 1.0])


def test_the_move_is_a_sum_of_all_slopes_each_worth_less_the_longer_ago_it_was():
    grads = np.random.default_rng(0).normal(size=(5, 3))
    w, velocity = np.ones(3), np.zeros(3)
    for t, grad in enumerate(grads):
        before = w
        w, velocity = logistic_units.momentum_step(w, velocity, grad, 0.1, 0.9)
        move = -0.1 * sum(0.9 ** (t - s) * grads[s] for s in range(t + 1))
        np.testing.assert_allclose(w - before, move, atol=1e-14)


def test_on_a_bowl_three_moves_are_torchs():
    # torch.optim.SGD(lr=0.1, momentum=0.9) on w₀² + w₁²
    w, velocity = np.array([1.0, -2.0]), np.zeros(2)
    for expected in ([0.8, -1.6], [0.46, -0.92], [0.062, -0.124]):
        w, velocity = logistic_units.momentum_step(w, velocity, 2.0 * w, 0.1, 0.9)
        np.testing.assert_allclose(w, expected, atol=1e-14)
