"""Each bug spoils the tensors that it says, in the way that it says."""

import numpy as np
import pytest
import torch
from networks import drawn, worst

from tutor.ml import cross_entropy, gradient_check, mlp, wrong_gradients


def both(bug, seed=0):
    params, X, y = drawn(seed, (5, 4, 6, 3))
    feedback = np.random.default_rng(seed + 1).normal(size=(3, 6))
    cache = mlp.forward(params, X)
    right = mlp.backward(params, cache, y)
    return right, wrong_gradients.spoiled(bug, right, params, cache, y, feedback), params, cache, y


def test_without_a_bug_the_gradients_are_the_right_ones():
    right, same, *_ = both("none")
    assert all(same[name] is right[name] for name in mlp.NAMES)


@pytest.mark.parametrize("bug", ["no ReLU mask", "random feedback", "hidden update off"])
def test_three_bugs_spoil_the_first_layer_and_leave_the_second(bug):
    right, wrong, *_ = both(bug)
    for name in ("W2", "b2"):
        assert (wrong[name] == right[name]).all()
    for name in ("W1", "b1"):
        assert np.abs(wrong[name] - right[name]).max() > 1e-3


def test_the_sign_turns_all_four_round():
    right, wrong, *_ = both("sign")
    assert all((wrong[name] == -right[name]).all() for name in mlp.NAMES)


def test_without_the_mask_the_network_is_treated_as_linear():
    """Where every unit is on there is nothing to mask, and elsewhere torch's identity agrees."""
    _, wrong, params, cache, y = both("no ReLU mask")
    W1 = torch.tensor(params["W1"], requires_grad=True)
    D = cross_entropy.slope(cache["P"], y)
    slope = torch.tensor(D @ params["W2"].T)
    (torch.tensor(cache["X"]) @ W1).backward(slope)
    np.testing.assert_allclose(wrong["W1"], W1.grad.numpy(), atol=1e-14)


def test_feedback_through_the_right_weights_is_the_right_gradient():
    right, _, params, cache, y = both("none")
    same = wrong_gradients.spoiled("random feedback", right, params, cache, y, params["W2"].T)
    for name in mlp.NAMES:
        np.testing.assert_allclose(same[name], right[name], atol=1e-15)


@pytest.mark.parametrize("bug", wrong_gradients.BUGS[1:])
def test_the_check_fails_exactly_the_tensors_that_a_bug_spoils(bug):
    _, wrong, params, cache, y = both(bug)
    errors = worst(params, cache["X"], y, wrong)
    failed = {name for name, error in errors.items() if error >= gradient_check.LIMIT}
    assert failed == ({"W1", "b1", "W2", "b2"} if bug == "sign" else {"W1", "b1"})
