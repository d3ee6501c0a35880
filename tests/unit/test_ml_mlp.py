"""The network by hand agrees with torch, forward and backward."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import drawn

from tutor.ml import cross_entropy, digits, mlp

SHAPES = st.tuples(*[st.integers(1, 6)] * 3, st.integers(2, 6))


def by_torch(params, X, y):
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    H = torch.relu(torch.tensor(X) @ tensors["W1"] + tensors["b1"])
    logits = H @ tensors["W2"] + tensors["b2"]
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    loss.backward()
    return loss.item(), logits.detach().numpy(), {n: t.grad.numpy() for n, t in tensors.items()}


@given(st.integers(0, 10_000), SHAPES)
@settings(deadline=None)
def test_forward_and_backward_are_torchs_to_1e_12(seed, shape):
    params, X, y = drawn(seed, shape)
    loss, logits, wanted = by_torch(params, X, y)
    cache = mlp.forward(params, X)
    np.testing.assert_allclose(cache["logits"], logits, rtol=0, atol=1e-12)
    assert cross_entropy.mean_loss(cache["logits"], y) == pytest.approx(loss, abs=1e-12)
    grads = mlp.backward(params, cache, y)
    assert grads.keys() == wanted.keys() == params.keys()
    for name, grad in grads.items():
        assert grad.shape == params[name].shape
        np.testing.assert_allclose(grad, wanted[name], rtol=0, atol=1e-12)


def test_on_real_digits_at_full_size_too():
    train = digits.split().train
    params, _, _ = drawn(0, (1, 64, 64, 10))
    X, y = train.pixels[:64], train.labels[:64]
    wanted = by_torch(params, X, y)[2]
    grads = mlp.backward(params, mlp.forward(params, X), y)
    for name in mlp.NAMES:
        np.testing.assert_allclose(grads[name], wanted[name], rtol=0, atol=1e-12)


def test_64_64_10_has_4810_numbers():
    params = mlp.initial(64, 64, 10, np.random.default_rng(0))
    assert sum(tensor.size for tensor in params.values()) == 4810


def test_the_first_weights_have_variance_two_over_fan_in():
    params = mlp.initial(400, 300, 200, np.random.default_rng(0))
    for name, fan_in in (("W1", 400), ("W2", 300)):
        assert params[name].var() == pytest.approx(2 / fan_in, rel=0.02)
        assert abs(params[name].mean()) < 4 * np.sqrt(2 / fan_in / params[name].size)
    assert not params["b1"].any()
    assert not params["b2"].any()


def test_the_error_rate_counts_the_answers_that_are_wrong():
    identity = {"W1": np.eye(3), "b1": np.zeros(3), "W2": np.eye(3), "b2": np.zeros(3)}
    assert mlp.error_rate(identity, np.eye(3), np.array([0, 1, 2])) == 0.0
    assert mlp.error_rate(identity, np.eye(3), np.array([0, 2, 1])) == pytest.approx(2 / 3)
