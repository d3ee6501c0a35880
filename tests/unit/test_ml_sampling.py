"""Temperature, the filters and the draw, against literal readings of their papers."""

from math import e, exp, log

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tutor.ml import sampling

LOGITS = arrays(float, st.integers(1, 30), elements=st.floats(-20, 20))


def literal_top_p(p, share):
    """Holtzman et al. (2020), eq. 2: the smallest set of the likeliest with a sum of at least p."""
    kept, total = [], 0.0
    for probability, token in sorted(((-x, i) for i, x in enumerate(p))):
        if total >= share:
            break
        kept.append(token)
        total -= probability
    return set(kept)


def literal_min_p(p, share):
    """Nguyen et al. (2025), eq. 2: p(v) >= p_base * p_max."""
    return {i for i, x in enumerate(p) if x >= share * max(p)}


def kept(p):
    return set(np.flatnonzero(p).tolist())


@given(LOGITS, st.floats(0.05, 5))
def test_softmax_is_torchs(logits, temperature):
    wanted = torch.softmax(torch.from_numpy(logits) / temperature, 0).numpy()
    np.testing.assert_allclose(sampling.softmax(logits, temperature), wanted, rtol=1e-10)


@given(LOGITS, st.integers(0, 31))
def test_top_k_keeps_the_k_that_torch_finds(logits, k):
    p = sampling.softmax(logits)
    left = sampling.keep_top_k(p, k)
    wanted = torch.topk(torch.from_numpy(p), min(k, len(p)) or len(p)).values.sum().item()
    assert np.count_nonzero(left) == min(np.count_nonzero(p), k or len(p))
    assert p[left > 0].sum() == pytest.approx(wanted)


@given(LOGITS, st.floats(0.1, 0.99))
def test_top_p_and_min_p_keep_what_their_papers_say(logits, share):
    p = sampling.softmax(logits)
    left = sampling.keep_top_p(p, share)
    total = p[sorted(literal_top_p(p, share))].sum()
    # the sums are taken in two orders: only where they graze the share may a token differ
    if abs(total - share) > 1e-9 and abs(total - p[left > 0].min() - share) > 1e-9:
        assert kept(left) == literal_top_p(p, share) & kept(p)
    assert kept(sampling.keep_min_p(p, share)) == literal_min_p(p, share)


def test_top_p_keeps_the_token_that_crosses():
    p = np.array([0.5, 0.3, 0.2])
    assert kept(sampling.keep_top_p(p, 0.6)) == {0, 1}
    assert kept(sampling.keep_top_p(p, 0.5)) == {0}
    assert kept(sampling.keep_top_p(p, 0.51)) == {0, 1}


@given(LOGITS, st.floats(0.05, 5), st.integers(0, 40), st.floats(0.01, 1), st.floats(0, 1))
def test_the_best_survives_and_the_order_stays(logits, temperature, k, share, least):
    settings = temperature, k, share, least
    p = sampling.filter_probs(logits, *settings)
    assert p.sum() == pytest.approx(1.0)
    assert logits[p.argmax()] == pytest.approx(logits.max())
    falling = p[np.argsort(-sampling.softmax(logits, temperature), kind="stable")]
    assert (np.diff(falling) <= 1e-15).all()


def test_with_everything_off_it_is_softmax_and_a_shift_changes_nothing():
    logits = np.array([1.0, -2.0, 0.5])
    off = sampling.filter_probs(logits, 1.0, 0, 1.0, 0.0)
    np.testing.assert_allclose(off, np.exp(logits) / np.exp(logits).sum(), rtol=1e-12)
    moved = sampling.filter_probs(logits + 8.0, 0.7, 2, 0.9, 0.1)
    np.testing.assert_allclose(moved, sampling.filter_probs(logits, 0.7, 2, 0.9, 0.1))


def test_a_filter_sees_what_the_one_before_left():
    p = np.array([0.4, 0.3, 0.2, 0.1])
    # of the best two 0.4 is 57%, so top-p 0.5 is content with one; of all four it would not be
    both = sampling.filter_probs(np.log(p), 1.0, 2, 0.5, 0.0)
    assert both.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert kept(sampling.filter_probs(np.log(p), 1.0, 0, 0.5, 0.0)) == {0, 1}


def test_of_a_thousand_equal_tokens_top_p_cuts_a_tenth_and_min_p_none():
    flat = np.zeros(1000)
    assert np.count_nonzero(sampling.filter_probs(flat, 1.0, 0, 0.9, 0.0)) == 900
    assert np.count_nonzero(sampling.filter_probs(flat, 1.0, 0, 1.0, 0.1)) == 1000


def test_on_zipfs_law_it_is_the_other_way_round():
    zipf = -np.log(np.arange(1, 1001))
    harmonic = np.cumsum(1 / np.arange(1, 1001))
    crossing = int(np.argmax(harmonic >= 0.9 * harmonic[-1])) + 1
    assert np.count_nonzero(sampling.filter_probs(zipf, 1.0, 0, 0.9, 0.0)) == crossing == 473
    assert np.count_nonzero(sampling.filter_probs(zipf, 1.0, 0, 1.0, 0.08)) == 12
    assert np.count_nonzero(sampling.filter_probs(zipf, 2.0, 0, 0.9, 0.0)) == 815
    assert np.count_nonzero(sampling.filter_probs(zipf, 2.0, 0, 1.0, 0.08)) == 156


def test_effective_choices_of_a_uniform_choice_is_its_number():
    assert sampling.effective_choices(np.full(7, 1 / 7)) == pytest.approx(7.0)
    assert sampling.entropy(np.array([1.0, 0.0])) == 0.0
    assert sampling.entropy(np.array([0.5, 0.25, 0.25])) == pytest.approx(1.5 * log(2))


def test_effective_choices_of_five_logits_are_what_the_course_says():
    logits = np.arange(4.0, -1.0, -1.0)
    z = sum(exp(-i) for i in range(5))
    by_hand = e ** sum(exp(-i) / z * (i + log(z)) for i in range(5))
    at_1 = sampling.effective_choices(sampling.softmax(logits))
    assert at_1 == pytest.approx(by_hand)
    assert round(at_1, 2) == 2.72
    assert round(sampling.effective_choices(sampling.softmax(logits, 2.0)), 2) == 4.03


def test_u_lies_on_the_likeliest_first():
    p = np.array([0.2, 0.5, 0.3])
    drawn = [sampling.draw(p, u) for u in (0.0, 0.49, 0.51, 0.79, 0.81, 0.999)]
    assert drawn == [1, 1, 2, 2, 0, 0]
    # a token's place on the line holds its beginning and not its end
    assert sampling.draw(np.array([0.5, 0.25, 0.25]), 0.5) == 1


@given(LOGITS, st.floats(0, 1, exclude_max=True))
def test_the_draw_never_takes_a_token_that_was_cut(logits, u):
    p = sampling.filter_probs(logits, 1.0, 3, 0.9, 0.1)
    assert p[sampling.draw(p, u)] > 0


def test_many_draws_follow_the_probabilities():
    p, rng = np.array([0.1, 0.6, 0.0, 0.3]), np.random.default_rng(0)
    counts = np.bincount([sampling.draw(p, rng.random()) for _ in range(4000)], minlength=4)
    np.testing.assert_allclose(counts / 4000, p, atol=0.03)
