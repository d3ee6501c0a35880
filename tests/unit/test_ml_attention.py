"""Attention in NumPy, against torch's and against what must hold."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import attention as att


def drawn(rng, n=6, m=6, d_k=5, d_v=3):
    return rng.normal(size=(n, d_k)), rng.normal(size=(m, d_k)), rng.normal(size=(m, d_v))


def test_the_golden_example():
    Q, K, V = np.eye(2), np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(
        att.attention(Q, K, V), [[2, 3], [2.3395230987, 3.3395230987]], atol=1e-10
    )
    assert att.attention(Q, K, V, causal=True)[0].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("scale", [None, 0.0, 1.0])
def test_it_is_torchs_scaled_dot_product_attention(causal, scale):
    Q, K, V = drawn(np.random.default_rng(0))
    theirs = F.scaled_dot_product_attention(
        *map(torch.from_numpy, (Q, K, V)), is_causal=causal, scale=scale
    )
    np.testing.assert_allclose(att.attention(Q, K, V, causal, scale), theirs.numpy(), atol=1e-12)


def test_rows_of_weights_sum_to_one_and_stay_finite_at_large_scores():
    Q, K, _ = drawn(np.random.default_rng(1))
    weights = att.weights(1e4 * Q, K, causal=True)
    assert np.isfinite(weights).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert (weights[att.causal_mask(6)] == 0.0).all()


def test_without_a_mask_the_order_of_the_keys_does_not_matter():
    Q, K, V = drawn(np.random.default_rng(2))
    order = np.random.default_rng(3).permutation(6)
    np.testing.assert_allclose(
        att.attention(Q, K[order], V[order]), att.attention(Q, K, V), atol=1e-12
    )


def test_with_a_mask_the_future_leaves_the_past_bit_identical():
    Q, K, V = drawn(np.random.default_rng(4))
    before = att.attention(Q, K, V, causal=True)
    K[4:], V[4:] = 100.0, -7.0
    after = att.attention(Q, K, V, causal=True)
    assert (after[:4] == before[:4]).all()
    assert (after[4:] != before[4:]).all()


def test_the_scale_keeps_the_variance_of_a_score_at_one():
    rng = np.random.default_rng(5)
    for d_k in (4, 64, 1024):
        scores = att.scores(rng.normal(size=(200, d_k)), rng.normal(size=(200, d_k)))
        assert scores.var() == pytest.approx(1.0, rel=0.1)


def test_entropy_is_torchs_and_runs_from_none_to_all_alike():
    shares = att.softmax(np.random.default_rng(6).normal(size=(5, 7)))
    theirs = torch.distributions.Categorical(torch.from_numpy(shares)).entropy()
    np.testing.assert_allclose(att.entropy(shares), theirs.numpy(), atol=1e-12)
    assert att.entropy(np.array([0.0, 1.0, 0.0])) == 0.0
    assert att.entropy(np.full(32, 1 / 32)) == pytest.approx(np.log(32))


def test_own_slopes_are_the_diagonal_of_softmaxs_derivative():
    scores = torch.randn(6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    jacobian = torch.autograd.functional.jacobian(lambda s: s.softmax(dim=0), scores)
    slopes = att.own_slopes(att.softmax(scores.numpy()))
    np.testing.assert_allclose(slopes, jacobian.diagonal().numpy(), atol=1e-12)
