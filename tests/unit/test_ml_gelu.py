"""GELU in its two forms, against torch's."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import gelu

X = np.linspace(-8.0, 8.0, 641).reshape(-1, 1)


@pytest.mark.parametrize(("form", "name"), [(gelu.exact, "none"), (gelu.by_tanh, "tanh")])
def test_value_and_slope_are_torchs(form, name):
    x = torch.from_numpy(X.copy()).requires_grad_()
    y = F.gelu(x, approximate=name)
    y.sum().backward()
    bent = form(X)
    assert bent.value == pytest.approx(y.detach().numpy(), rel=1e-12, abs=1e-14)
    assert bent.slope == pytest.approx(x.grad.numpy(), rel=1e-12, abs=1e-14)


def test_the_two_forms_differ_in_the_fourth_digit_at_1_and_nowhere_by_more_than_0_0005():
    one = np.ones(1)
    assert gelu.exact(one).value[0] == pytest.approx(0.841345, abs=5e-7)
    assert gelu.by_tanh(one).value[0] == pytest.approx(0.841192, abs=5e-7)
    apart = np.abs(gelu.exact(X).value - gelu.by_tanh(X).value).max()
    assert 0.0004 < apart < 0.0005


@pytest.mark.parametrize("form", [gelu.exact, gelu.by_tanh])
def test_32_bits_stay_32_bits(form):
    assert {part.dtype for part in form(X.astype(np.float32))} == {np.dtype(np.float32)}
