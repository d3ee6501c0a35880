"""Softmax regression against torch's slopes, and at its optimum; and the attack on its score."""

from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import fast_gradient_sign, softmax_regression
from tutor.ml.softmax_regression import Weights


def examples(n=60, d=4, k=3):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, d)), rng.integers(0, k, n)


def test_at_the_end_no_weight_has_a_slope_left():
    X, y = examples()  # labels of chance: no line parts them, so the optimum is near
    weights = softmax_regression.fit(X, y, 3, 2000, 0.5)
    W, b = (torch.tensor(part, requires_grad=True) for part in weights)
    loss = F.cross_entropy(torch.from_numpy(X) @ W + b, torch.from_numpy(y))
    loss.backward()
    assert W.grad.abs().max().item() < 1e-9
    assert b.grad.abs().max().item() < 1e-9


def test_one_step_from_zero_is_torchs():
    X, y = examples()
    W, b = (torch.zeros(shape, dtype=torch.double, requires_grad=True) for shape in [(4, 3), (3,)])
    F.cross_entropy(torch.from_numpy(X) @ W + b, torch.from_numpy(y)).backward()
    found = softmax_regression.fit(X, y, 3, 1, 0.7)
    np.testing.assert_allclose(found.W, -0.7 * W.grad.numpy(), atol=1e-15)
    np.testing.assert_allclose(found.b, -0.7 * b.grad.numpy(), atol=1e-15)


def test_the_slope_by_the_inputs_is_torchs():
    X, y = examples()
    rng = np.random.default_rng(1)
    weights = Weights(rng.normal(size=(4, 3)), rng.normal(size=3))
    inputs = torch.tensor(X, requires_grad=True)
    logits = inputs @ torch.from_numpy(weights.W) + torch.from_numpy(weights.b)
    F.cross_entropy(logits, torch.from_numpy(y), reduction="sum").backward()
    found = softmax_regression.slope_by_input(weights, X, y)
    np.testing.assert_allclose(found, inputs.grad.numpy(), atol=1e-14)


def test_of_all_small_changes_the_attack_raises_the_loss_of_two_classes_most():
    rng = np.random.default_rng(2)
    weights, x, y = Weights(rng.normal(size=(6, 2)), rng.normal(size=2)), rng.normal(size=(1, 6)), 0
    slope = softmax_regression.slope_by_input(weights, x, np.array([y]))

    def loss(inputs):
        return -np.log(softmax_regression.probabilities(weights, inputs)[:, y])

    corners = x + 0.1 * np.array(list(product([-1.0, 1.0], repeat=6)))
    attacked = fast_gradient_sign.attack(x, slope, 0.1)
    assert loss(attacked)[0] == pytest.approx(loss(corners).max(), rel=1e-12)
    # the difference of the two scores grows by ε Σ|w|
    w = weights.W[:, 1] - weights.W[:, 0]
    assert ((attacked - x) @ w)[0] == pytest.approx(0.1 * np.abs(w).sum())
