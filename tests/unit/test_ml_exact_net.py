"""The network of exact operations: against torch, and bit by bit against plain Python."""

import math
import operator

import numpy as np
import pytest
import torch

from tutor.ml.exact_net import there_and_back, uniform
from tutor.ml.summing import ORDERS
from tutor.ml.ulps import ulps_apart


def example(dtype=np.float64):
    rng = np.random.default_rng(3)
    X, T = rng.random((9, 6)), np.sign(rng.random((9, 4)) - 0.5)
    W1, W2 = uniform(6, 5, rng), uniform(5, 4, rng)
    return [array.astype(dtype) for array in (W1, W2, X, T)]


@pytest.mark.parametrize("order", ORDERS)
def test_loss_and_gradients_are_those_of_torch(order):
    W1, W2, X, T = map(torch.from_numpy, example())
    W1.requires_grad_()
    W2.requires_grad_()

    def bent(z):
        return z / torch.sqrt(1 + z * z)

    hidden = bent(X @ W1)
    output = bent(hidden @ W2)
    loss = 0.5 * ((output - T) ** 2).sum(dim=1).mean()
    loss.backward()
    found = there_and_back(*example(), order)
    wanted = hidden, output, loss, W2.grad, W1.grad
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-13, atol=1e-15)


def test_everything_is_computed_in_the_dtype_that_is_given():
    for dtype in (np.float32, np.float64):
        assert {array.dtype for array in there_and_back(*example(dtype))} == {np.dtype(dtype)}


def test_another_order_of_the_sums_moves_last_bits_and_no_more():
    left, right, pairs = (there_and_back(*example(), order) for order in ORDERS)
    for other in (right, pairs):
        assert any((a != b).any() for a, b in zip(left, other, strict=True))
        for a, b in zip(left, other, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15)


def summed(terms):
    first, *rest = terms
    for term in rest:
        first = first + term
    return first


def each(f, *tables):
    """Apply f to the entries of tables of one size, place by place."""
    return [list(map(f, *rows)) for rows in zip(*tables, strict=True)]


def turned(A):
    return [list(column) for column in zip(*A, strict=True)]


def times(A, B):
    return [[summed(map(operator.mul, row, column)) for column in turned(B)] for row in A]


def test_its_bits_are_those_of_one_python_operation_after_another():
    W1, W2, X, T = (array.tolist() for array in example())
    n = float(len(X))

    def bent(Z):
        roots = each(lambda z: math.sqrt(1.0 + z * z), Z)
        return each(operator.truediv, Z, roots), each(lambda r: 1.0 / (r * r * r), roots)

    hidden, slope_h = bent(times(X, W1))
    output, slope_y = bent(times(hidden, W2))
    error = each(operator.sub, output, T)
    loss = summed(summed(e * e for e in row) for row in error) / (n + n)
    d_output = each(lambda e, slope: e * slope / n, error, slope_y)
    d_hidden = each(operator.mul, times(d_output, turned(W2)), slope_h)
    wanted = hidden, output, loss, times(turned(hidden), d_output), times(turned(X), d_hidden)
    for ours, theirs in zip(there_and_back(*example()), wanted, strict=True):
        assert ulps_apart(np.asarray(ours), np.array(theirs)) == 0


def test_first_weights_lie_evenly_within_torchs_bounds():
    W = uniform(16, 5000, np.random.default_rng(0))
    assert W.shape == (16, 5000)
    assert 0.2499 < W.max() <= 0.25
    assert -0.25 <= W.min() < -0.2499
    assert W.std() == pytest.approx(0.25 / np.sqrt(3), rel=0.01)
