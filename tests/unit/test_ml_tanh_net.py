"""The tanh network: loss, gradient and Hessian product against PyTorch's autograd."""

import numpy as np
import pytest
import torch

from tutor.ml import tanh_net
from tutor.ml.sharpness import power_iteration

SMALL = tanh_net.Sizes(3, 4, 2)


def problem(sizes, n=7, seed=0):
    rng = np.random.default_rng(seed)
    w = tanh_net.initial(sizes, rng)
    return w, rng.normal(size=(n, sizes.n_in)), rng.normal(size=(n, sizes.n_out))


def loss_in_torch(w, sizes, X, T):
    n_in, n_hidden, n_out = sizes
    parts = torch.split(w, [n_in * n_hidden, n_hidden, n_hidden * n_out, n_out])
    h = torch.tanh(torch.from_numpy(X) @ parts[0].view(n_in, n_hidden) + parts[1])
    z = h @ parts[2].view(n_hidden, n_out) + parts[3]
    return torch.nn.functional.mse_loss(z, torch.from_numpy(T))


@pytest.mark.parametrize("sizes", [SMALL, tanh_net.Sizes(64, 64, 10)])
def test_loss_and_gradient_are_pytorchs(sizes):
    w, X, T = problem(sizes)
    seen, v = tanh_net.forward(sizes, w, X, T), torch.from_numpy(w).requires_grad_()
    loss = loss_in_torch(v, sizes, X, T)
    (slope,) = torch.autograd.grad(loss, v)
    assert seen.loss == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(tanh_net.gradient(seen), slope.numpy(), atol=1e-14)


def test_the_hessian_product_is_the_hessian_times_the_vector():
    w, X, T = problem(SMALL)
    seen = tanh_net.forward(SMALL, w, X, T)
    whole = torch.autograd.functional.hessian(
        lambda u: loss_in_torch(u, SMALL, X, T), torch.from_numpy(w)
    ).numpy()
    for column in range(SMALL.n_weights):
        unit = np.eye(SMALL.n_weights)[column]
        np.testing.assert_allclose(
            tanh_net.hessian_product(seen, unit), whole[:, column], atol=1e-14
        )


def test_power_iteration_finds_the_eigenvalue_of_largest_size():
    matrix = np.random.default_rng(0).normal(size=(30, 30))
    matrix += matrix.T
    eigenvalues, vectors = np.linalg.eigh(matrix)
    best = np.abs(eigenvalues).argmax()
    found = power_iteration(lambda v: matrix @ v, np.ones(30), 4000)
    assert found.value == pytest.approx(eigenvalues[best], rel=1e-9)
    assert abs(found.direction @ vectors[:, best]) == pytest.approx(1.0, abs=1e-9)


def test_the_value_belongs_to_the_direction_even_after_one_step():
    matrix, v = np.diag([3.0, 1.0]), np.array([1.0, 1.0])
    assert power_iteration(lambda u: matrix @ u, v).value == pytest.approx(2.0)


def test_a_flat_loss_has_no_curvature():
    found = power_iteration(np.zeros_like, np.array([3.0, 4.0]), 5)
    assert found.value == 0.0
    assert found.direction.tolist() == [0.6, 0.8]


def test_the_first_weights_are_within_the_bounds_of_torchs_linear():
    sizes = tanh_net.Sizes(64, 16, 10)
    W1, b1, W2, b2 = tanh_net.layers(sizes, tanh_net.initial(sizes, np.random.default_rng(0)))
    for part, bound in ((W1, 1 / 8), (b1, 1 / 8), (W2, 1 / 4), (b2, 1 / 4)):
        assert np.abs(part).max() <= bound
    assert W1.std() == pytest.approx(1 / 8 / np.sqrt(3), rel=0.05)
    assert sizes.n_weights == sum(part.size for part in (W1, b1, W2, b2))
