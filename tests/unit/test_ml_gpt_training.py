"""A training step of the GPT: what it learns, decays and cuts, and in how many parts."""

import copy
import math

import numpy as np
import pytest
import torch

from tutor.ml import gpt_training
from tutor.ml.gpt import GPT, Shape

SMALL = Shape(n_layers=2, n_heads=4, width=16, context=12, vocabulary=20)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def loud(model):
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0.0, 0.5, generator=seeded(1))
    return model


def test_training_learns_a_rule_and_says_the_loss_before_each_step():
    model = GPT(SMALL, seeded())
    optimizer = gpt_training.adamw(model)
    x = np.random.default_rng(0).integers(0, 20, size=(16, 12))
    y = (x + 3) % 20
    first = gpt_training.nats_by_position(model, x, y).mean()
    losses = [gpt_training.train_step(model, optimizer, x, y, 1e-2).loss for _ in range(60)]
    assert losses[0] == pytest.approx(first, rel=1e-5)
    assert losses[-1] < 0.2


def test_decay_is_for_matrices_only():
    groups = gpt_training.adamw(GPT(SMALL, seeded()), 0.3).param_groups
    decays = {p.ndim: group["weight_decay"] for group in groups for p in group["params"]}
    assert decays == {2: 0.3, 1: 0.0}


def test_a_step_is_no_longer_than_the_cut_gradient_allows():
    model = loud(GPT(SMALL, seeded()))
    before = [p.detach().clone() for p in model.parameters()]
    x = np.zeros((2, 12), dtype=int)
    gpt_training.train_step(model, torch.optim.SGD(model.parameters(), lr=1.0), x, x + 1, 0.5)
    moves = [
        (p.detach() - b).square().sum().item()
        for p, b in zip(model.parameters(), before, strict=True)
    ]
    assert math.sqrt(sum(moves)) == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_a_batch_in_parts_makes_the_step_of_the_whole(parts):
    whole = loud(GPT(SMALL, seeded()))
    pieces = copy.deepcopy(whole)
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 8, 12))
    taken = []
    for model, n in ((whole, 1), (pieces, parts)):
        # plain descent moves by the gradient itself, which AdamW would divide out
        descent = torch.optim.SGD(model.parameters(), lr=1.0)
        step = gpt_training.train_step(model, descent, x, y, 0.1, parts=n, clip=math.inf)
        taken.append(step)
    assert taken[1] == pytest.approx(taken[0], rel=1e-6)
    for ours, theirs in zip(pieces.parameters(), whole.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6)


def test_the_length_it_tells_is_that_of_the_gradient_before_it_is_cut():
    model = loud(GPT(SMALL, seeded()))
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 4, 12))
    loss = gpt_training.cross_entropy(model(torch.from_numpy(x)), torch.from_numpy(y))
    grads = torch.autograd.grad(loss, list(model.parameters()))
    length = math.sqrt(sum(g.double().square().sum().item() for g in grads))
    assert length > 0.5
    step = gpt_training.train_step(model, gpt_training.adamw(model), x, y, 1e-3, clip=0.5)
    assert step == pytest.approx((loss.item(), length), rel=1e-5)


def test_no_gradient_is_left_after_a_step():
    model = GPT(SMALL, seeded())
    x = np.zeros((2, 12), int)
    gpt_training.train_step(model, gpt_training.adamw(model), x, x, 1e-3)
    assert all(p.grad is None for p in model.parameters())


def test_the_step_is_that_of_adamw_as_its_paper_has_it():
    model = loud(GPT(SMALL, seeded()))
    before = {name: p.detach().double().clone() for name, p in model.named_parameters()}
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 4, 12))
    loss = gpt_training.cross_entropy(model(torch.from_numpy(x)), torch.from_numpy(y))
    grads = dict(zip(before, torch.autograd.grad(loss, list(model.parameters())), strict=True))
    optimizer = gpt_training.adamw(model, weight_decay=0.3, beta2=0.95)
    gpt_training.train_step(model, optimizer, x, y, 0.01, clip=math.inf)
    for name, p in model.named_parameters():
        g, w = grads[name].double(), before[name]
        # the first step: both averages are corrected to g and g², so it is lr · g / (|g| + ε)
        wanted = w - 0.01 * (0.3 * w if w.ndim == 2 else 0.0) - 0.01 * g / (g.abs() + 1e-8)
        steep = g.abs() > 1e-6  # below, rounding of g shows
        torch.testing.assert_close(p.double()[steep], wanted[steep], rtol=1e-5, atol=1e-6)
    assert optimizer.param_groups[0]["betas"] == (0.9, 0.95)


def test_it_learns_one_batch_by_heart():
    model = GPT(Shape(2, 4, 32, 12, 20), seeded())
    optimizer = gpt_training.adamw(model)
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 4, 12))
    losses = [gpt_training.train_step(model, optimizer, x, y, 1e-2).loss for _ in range(150)]
    assert losses[0] == pytest.approx(math.log(20), abs=0.1)
    assert losses[-1] < 0.05


def test_the_score_does_not_depend_on_how_many_windows_are_read_at_once():
    model = loud(GPT(SMALL, seeded()))
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 7, 12))
    whole, singly = (gpt_training.nats_by_position(model, x, y, n) for n in (64, 1))
    np.testing.assert_allclose(whole, singly, rtol=1e-5)
    windows = zip(x, y, strict=True)
    each = [gpt_training.nats_by_position(model, a[None], b[None]) for a, b in windows]
    np.testing.assert_allclose(whole, np.mean(each, axis=0), rtol=1e-5)


def test_bfloat16_keeps_the_weights_whole_and_learns_as_well():
    models = [GPT(SMALL, seeded()) for _ in range(2)]
    x = np.random.default_rng(0).integers(0, 20, size=(16, 12))
    ends = []
    for model, precision in zip(models, (None, torch.autocast("cpu", torch.bfloat16)), strict=True):
        optimizer = gpt_training.adamw(model)
        for _ in range(40):
            step = gpt_training.train_step(
                model, optimizer, x, (x + 3) % 20, 1e-2, precision=precision
            )
        ends.append(step.loss)
        assert {p.dtype for p in model.parameters()} == {torch.float32}
    assert ends[0] != ends[1]  # it did compute in another precision
    assert ends[1] == pytest.approx(ends[0], abs=0.3)
