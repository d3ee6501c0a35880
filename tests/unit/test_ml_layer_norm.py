"""LayerNorm: against torch's, and against the derivative that torch finds."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import layer_norm

RNG = np.random.default_rng(0)
X, DY = RNG.normal(1.0, 2.0, size=(2, 6, 9))


def normed_by_torch(x, eps, unbiased):
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / torch.sqrt(x.var(dim=1, unbiased=unbiased, keepdim=True) + eps)


@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_it_is_torchs_layer_norm(eps):
    ours = layer_norm.forward(X, eps).value
    assert ours == pytest.approx(
        F.layer_norm(torch.from_numpy(X), (9,), eps=eps).numpy(), abs=1e-13
    )


@pytest.mark.parametrize("unbiased", [False, True])
def test_the_way_back_is_the_derivative(unbiased):
    x = torch.from_numpy(X.copy()).requires_grad_()
    y = normed_by_torch(x, 0.1, unbiased)
    (y * torch.from_numpy(DY)).sum().backward()
    normed = layer_norm.forward(X, 0.1, unbiased)
    assert normed.value == pytest.approx(y.detach().numpy(), abs=1e-13)
    ours = layer_norm.backward(DY, normed, unbiased)
    assert ours == pytest.approx(x.grad.numpy(), abs=1e-13)


def test_the_unbiased_variance_makes_every_row_smaller_by_one_factor():
    biased, unbiased = (layer_norm.forward(X, 0.0, how).value for how in (False, True))
    assert unbiased / biased == pytest.approx(np.sqrt(8 / 9))
