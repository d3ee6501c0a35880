"""A network of squares that adds: its slopes against torch's, and the solution on paper."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import modular_addition
from tutor.ml.modular_addition import Sizes


def test_the_slope_is_the_one_torch_finds():
    sizes, rng = Sizes(7, 5), np.random.default_rng(0)
    learn, _ = modular_addition.split(7, 0.5, rng)
    flat = rng.normal(size=sizes.n_weights)
    w = torch.tensor(flat, requires_grad=True)
    U, V, R = w.split(35)
    inner = torch.cat([U.view(7, 5), V.view(7, 5)])  # (2p, h), as one layer on two one-hots
    left, right, total = map(torch.from_numpy, learn)
    X = torch.cat([F.one_hot(left, 7), F.one_hot(right, 7)], dim=1).double()
    scores = (X @ inner) ** 2 @ R.view(5, 7)
    F.cross_entropy(scores, total).backward()
    slopes, found = modular_addition.gradient(sizes, flat, learn)
    np.testing.assert_allclose(found, scores.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(slopes, w.grad.numpy(), atol=1e-14)
    np.testing.assert_array_equal(found, modular_addition.logits(sizes, flat, learn))


def test_cosines_add_exactly_and_are_of_one_frequency():
    # Gromov, equation 8: (cos α + cos β)² holds cos(α + β) / 1, and R reads it out
    p, rng = 31, np.random.default_rng(0)
    n_hidden = 400
    k = rng.integers(1, (p - 1) // 2 + 1, n_hidden)
    first, second = rng.uniform(0, 2 * np.pi, (2, n_hidden))
    turns = 2 * np.pi / p * np.arange(p)[:, None] * k  # (p, h)
    U, V, R = np.cos(turns + first), np.cos(turns + second), np.cos(turns + first + second).T
    w = np.concatenate([U.ravel(), V.ravel(), R.ravel()])
    table = modular_addition.all_sums(p)
    scores = modular_addition.logits(Sizes(p, n_hidden), w, table)
    assert modular_addition.accuracy(scores, table) == 1.0
    for rows in (U, V, R.T):
        assert modular_addition.one_frequency(rows) == pytest.approx(1.0)
        assert modular_addition.one_frequency(rows + 5.0) == pytest.approx(1.0)


def test_of_noise_the_strongest_of_fifteen_frequencies_has_little_more_than_its_share():
    rows = np.random.default_rng(0).normal(size=(31, 4000))
    # the largest of 15 equal exponentials has (1 + 1/2 + … + 1/15) / 15 of their sum
    expected = sum(1.0 / i for i in range(1, 16)) / 15
    assert modular_addition.one_frequency(rows) == pytest.approx(expected, rel=0.01)


def test_the_table_holds_every_pair_once_and_the_parts_share_it():
    learn, judge = modular_addition.split(31, 0.5, np.random.default_rng(3))
    both = [np.concatenate(parts) for parts in zip(learn, judge, strict=True)]
    assert len(learn.left) == 480
    assert {*zip(both[0].tolist(), both[1].tolist(), strict=True)} == {
        (n, m) for n in range(31) for m in range(31)
    }
    assert ((both[0] + both[1]) % 31 == both[2]).all()


def test_first_weights_are_as_large_as_torchs():
    sizes = Sizes(31, 128)
    U, V, R = modular_addition.parts(
        sizes, modular_addition.initial(sizes, np.random.default_rng(0))
    )
    torch.manual_seed(0)
    inner, outer = torch.nn.Linear(62, 128), torch.nn.Linear(128, 31)
    for ours, theirs in ((U, inner), (V, inner), (R, outer)):
        assert ours.std() == pytest.approx(theirs.weight.std().item(), rel=0.05)
