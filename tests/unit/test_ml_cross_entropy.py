"""Softmax and cross-entropy agree with torch, and stay finite where a naive formula does not."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import cross_entropy


def drawn(seed, n=6, k=5, scale=3.0):
    rng = np.random.default_rng(seed)
    return scale * rng.normal(size=(n, k)), rng.integers(k, size=n)


def test_the_probabilities_of_1_2_3_are_the_known_ones():
    wanted = [0.09003057317038045, 0.2447284710547976, 0.6652409557748218]
    for logits in ([1.0, 2.0, 3.0], [1000.0, 1001.0, 1002.0]):
        np.testing.assert_allclose(cross_entropy.softmax(np.array([logits]))[0], wanted, rtol=1e-14)


def test_the_loss_and_slope_of_1_2_3_with_the_third_right_are_the_known_ones():
    logits, y = np.array([[1.0, 2.0, 3.0]]), np.array([2])
    assert cross_entropy.mean_loss(logits, y) == pytest.approx(0.4076059644443804, rel=1e-14)
    slope = cross_entropy.slope(cross_entropy.softmax(logits), y)
    np.testing.assert_allclose(slope, [[0.0900305732, 0.2447284711, -0.3347590442]], atol=5e-11)


@given(st.integers(0, 10_000), st.sampled_from([0.1, 3.0, 300.0]))
def test_loss_and_slope_are_torchs_to_1e_12(seed, scale):
    logits, y = drawn(seed, scale=scale)
    theirs = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(theirs, torch.tensor(y))
    loss.backward()
    assert cross_entropy.mean_loss(logits, y) == pytest.approx(loss.item(), rel=1e-12, abs=1e-12)
    ours = cross_entropy.slope(cross_entropy.softmax(logits), y)
    np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=0, atol=1e-12)


def test_ten_equal_guesses_cost_2_30_nats():
    loss = cross_entropy.mean_loss(np.zeros((3, 10)), np.array([0, 4, 9]))
    assert loss == pytest.approx(np.log(10), rel=1e-15)


def test_a_certain_mistake_costs_its_distance_and_not_infinity():
    logits = np.array([[0.0, 5000.0]])
    assert cross_entropy.mean_loss(logits, np.array([0])) == 5000.0


@given(st.integers(0, 10_000))
def test_a_shift_of_all_scores_changes_nothing(seed):
    logits, _ = drawn(seed)
    moved = cross_entropy.softmax(logits + 7.0)
    np.testing.assert_allclose(moved, cross_entropy.softmax(logits), rtol=1e-12)


def test_the_slope_leaves_the_probabilities_as_they_were():
    logits, y = drawn(0)
    P = cross_entropy.softmax(logits)
    kept = P.copy()
    cross_entropy.slope(P, y)
    assert (kept == P).all()
