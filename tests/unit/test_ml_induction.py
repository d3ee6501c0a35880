"""Texts that repeat themselves, and models of attention alone that learn to go on with them."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import attention, induction


@pytest.fixture
def model():
    return induction.AttentionOnly(2, 5, 16, torch.Generator().manual_seed(0))


def score(model, texts):
    with torch.no_grad():
        return float(induction.nats(model, texts, 1.0, True))


def trained(n_layers, steps, causal=True):
    model = induction.AttentionOnly(n_layers, 64, 16, torch.Generator().manual_seed(0))
    optimizer, rng = induction.adam(model), np.random.default_rng(0)
    for _ in range(steps):
        texts = induction.repeating(64, 16, rng)
        loss = induction.train_step(model, optimizer, texts, causal=causal)
    return model, loss


@pytest.mark.parametrize("length", [4, 5, 16, 32])
def test_every_text_is_a_block_of_different_letters_again_and_again(length):
    texts = induction.repeating(200, length, np.random.default_rng(0))
    assert texts.letters.shape == texts.answers.shape == texts.known.shape == (200, length)
    for letters, answers, known in zip(*texts, strict=True):
        period = int(known.argmax())
        assert length * 3 // 8 <= period <= length * 3 / 4
        assert len(set(letters[:period])) == period
        assert (letters[period:] == letters[: length - period]).all()
        assert (answers[:-1] == letters[1:]).all()
        assert answers[-1] == letters[length - period]


def test_an_answer_is_known_where_its_letter_has_been_before():
    texts = induction.repeating(50, 16, np.random.default_rng(1))
    for letters, _, known in zip(*texts, strict=True):
        assert known.tolist() == [letter in letters[:t] for t, letter in enumerate(letters)]


@pytest.mark.parametrize("length", [3, 33])
def test_a_text_is_not_longer_than_the_letters_last(length):
    with pytest.raises(ValueError, match=f"cannot have {length} letters: give 4 to 32"):
        induction.repeating(1, length, np.random.default_rng(0))


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("sharpness", [0.3, 1.0, 8.0])
def test_a_layer_is_attention_added_to_the_stream(model, causal, sharpness):
    letters = induction.repeating(1, 16, np.random.default_rng(2)).letters[0]
    w = model.arrays()
    x = w["W_E"][letters] + w["W_P"]
    for n in range(2):
        Q, K, V = (x @ w[f"layers.{n}.W_{name}"] for name in "QKV")
        x = x + attention.attention(sharpness * Q, K, V, causal)
    logits = model(torch.from_numpy(letters[None]), sharpness, causal)[0]
    np.testing.assert_allclose(x @ w["W_U"], logits.detach().numpy(), atol=1e-4)


def test_a_layer_is_torchs_attention_on_the_same_queries_keys_and_values(model):
    layer, x = model.layers[0], torch.randn(3, 16, 32, generator=torch.Generator().manual_seed(1))
    found = F.scaled_dot_product_attention(
        x @ layer.W_Q, x @ layer.W_K, x @ layer.W_V, is_causal=True
    )
    torch.testing.assert_close(layer(x, 1.0, True), x + found, atol=1e-5, rtol=1e-5)


def test_with_the_mask_a_later_letter_changes_no_earlier_guess(model):
    letters = torch.arange(16)[None]
    other = letters.clone()
    other[0, 10:] = 20
    assert torch.equal(model(letters)[0, :10], model(other)[0, :10])
    assert not torch.equal(model(letters, 1.0, False)[0, :10], model(other, 1.0, False)[0, :10])


@pytest.mark.parametrize("d_k", [4, 64, 1024])
def test_queries_and_keys_begin_with_variance_one_so_that_dots_have_variance_d_k(d_k):
    model = induction.AttentionOnly(1, d_k, 32, torch.Generator().manual_seed(0))
    w = model.arrays()
    x = (w["W_E"][:, None] + w["W_P"][None]).reshape(-1, 32)
    Q, K = x @ w["layers.0.W_Q"], x @ w["layers.0.W_K"]
    assert x.var() == pytest.approx(1.0, rel=0.2)
    assert Q.var() == pytest.approx(1.0, rel=0.35)
    assert (Q @ K.T).var() == pytest.approx(d_k, rel=0.8)


def test_the_first_guess_is_nearly_all_alike():
    texts = induction.repeating(200, 16, np.random.default_rng(3))
    model = induction.AttentionOnly(2, 64, 16, torch.Generator().manual_seed(3))
    assert score(model, texts) == pytest.approx(math.log(24), abs=0.05)


def test_two_layers_find_in_150_steps_what_one_does_not():
    texts = induction.repeating(200, 16, np.random.default_rng(9))
    one, two = (score(trained(n, 150)[0], texts) for n in (1, 2))
    assert two < 0.2 < 1.5 < one


def test_without_a_mask_what_is_left_to_learn_is_at_the_last_place():
    model, loss = trained(1, 150, causal=False)
    letters, answers, known = map(
        torch.from_numpy, induction.repeating(500, 16, np.random.default_rng(9))
    )
    logits = model(letters, causal=False).detach()
    losses = F.cross_entropy(logits.flatten(0, 1), answers.flatten(), reduction="none")
    losses = losses.view(known.shape)
    assert loss < 0.6
    assert float(losses[:, :-1][known[:, :-1]].mean()) < 0.1
    assert float(losses[:, -1].mean()) > 1.5
