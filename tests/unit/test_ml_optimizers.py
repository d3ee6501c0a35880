"""Nine optimizers: each the same numbers as PyTorch's, Lion the same as its paper's."""

import numpy as np
import pytest
import torch

from tutor.ml import optimizers

CURVATURES = np.array([0.3, 1.0, 4.0, 20.0])
IN_TORCH = {
    "SGD": lambda w: torch.optim.SGD(w, 0.01),
    "momentum": lambda w: torch.optim.SGD(w, 0.01, momentum=0.9),
    "Nesterov": lambda w: torch.optim.SGD(w, 0.01, momentum=0.9, nesterov=True),
    "AdaGrad": lambda w: torch.optim.Adagrad(w, 0.01),
    "RMSProp": lambda w: torch.optim.RMSprop(w, 0.01),
    "Adadelta": lambda w: torch.optim.Adadelta(w, 0.01),
    "Adam": lambda w: torch.optim.Adam(w, 0.01),
    "AdamW": lambda w: torch.optim.AdamW(w, 0.01),
}


def noisy(w, noise):
    """The slope of a bowl with a ripple, and noise that both implementations share."""
    return CURVATURES * w + 0.1 * np.cos(w) + noise


def ours(name, steps=1000, **more):
    w, rng = np.array([1.0, -2.0, 0.5, 3.0]), np.random.default_rng(1)
    state, path = optimizers.start(name, w), []
    for _ in range(steps):
        w, state = optimizers.STEPS[name](w, noisy(w, rng.normal(size=4)), state, 0.01, **more)
        path.append(w)
    return np.array(path)


@pytest.mark.parametrize("name", IN_TORCH)
def test_a_thousand_noisy_steps_are_pytorchs(name):
    w, rng = torch.tensor([1.0, -2.0, 0.5, 3.0], dtype=torch.float64), np.random.default_rng(1)
    optimizer, path = IN_TORCH[name]([w]), []
    for _ in range(1000):
        w.grad = torch.from_numpy(noisy(w.numpy(), rng.normal(size=4)))
        optimizer.step()
        path.append(w.numpy().copy())
    np.testing.assert_allclose(ours(name), np.array(path), rtol=1e-12, atol=1e-12)


def test_a_thousand_noisy_steps_are_lions_as_the_paper_writes_them():
    theta, m, rng = np.array([1.0, -2.0, 0.5, 3.0]), np.zeros(4), np.random.default_rng(1)
    path = []
    for _ in range(1000):
        g = noisy(theta, rng.normal(size=4))
        c = 0.9 * m + (1 - 0.9) * g
        theta = theta - 0.01 * (np.sign(c) + 0.1 * theta)
        m = 0.99 * m + (1 - 0.99) * g
        path.append(theta)
    np.testing.assert_allclose(ours("Lion", weight_decay=0.1), np.array(path), atol=1e-12)


def steps_of(name, n, w, slope, lr, **more):
    state, path = optimizers.start(name, w), []
    for _ in range(n):
        w, state = optimizers.STEPS[name](w, slope(w), state, lr, **more)
        path.append(w)
    return np.array(path)


def test_the_golden_values_of_the_course():
    start, slope = np.array([1.0, -2.0]), lambda w: 2 * w
    adam = steps_of("Adam", 3, start, slope, 0.1)
    np.testing.assert_allclose(adam[0], [0.9000000005, -1.90000000025], atol=1e-12)
    np.testing.assert_allclose(adam[1], [0.8004122286917927, -1.800166486115701], atol=1e-14)
    np.testing.assert_allclose(adam[2], [0.7015862729460302, -1.700623392046465], atol=1e-14)
    adamw = steps_of("AdamW", 1, start, slope, 0.1, weight_decay=0.1)
    np.testing.assert_allclose(adamw[0], [0.8900000005, -1.88000000025], atol=1e-12)
    plain = steps_of("momentum", 3, start, slope, 0.1)
    np.testing.assert_allclose(plain, [[0.8, -1.6], [0.46, -0.92], [0.062, -0.124]], atol=1e-12)


@pytest.mark.parametrize("name", optimizers.STEPS)
def test_no_rule_changes_what_it_was_given(name):
    w, grad = np.array([1.0, -2.0]), np.array([0.5, 4.0])
    state = optimizers.start(name, w)
    _, state = optimizers.STEPS[name](w, grad, state, 0.1)
    kept = [np.copy(part) for part in (w, grad, *state)]
    optimizers.STEPS[name](w, grad, state, 0.1)
    for before, after in zip(kept, (w, grad, *state), strict=True):
        assert (before == after).all()


@pytest.mark.parametrize("name", ["SGD", "momentum", "Nesterov"])
def test_the_edge_is_where_a_bowl_stops_settling(name):
    lr, beta = 0.1, 0.8
    edge = optimizers.stability_edge(name, lr, beta)
    more = {} if name == "SGD" else {"beta": beta}
    for share, settles in ((0.98, True), (1.02, False)):
        bowl = lambda w, share=share: share * edge * w  # noqa: E731
        path = np.abs(steps_of(name, 2000, np.array([1.0]), bowl, lr, **more))
        assert (path[-1, 0] < 1e-3) == settles


def test_a_rule_that_rescales_the_slope_has_no_edge_of_lr_alone():
    assert optimizers.stability_edge("Adam", 0.1, 0.9) is None
