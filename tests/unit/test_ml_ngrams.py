"""n-grams against a literal count, the laws of probability, and numbers worked out by hand."""

from math import e, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.ml.ngrams import AddAlpha, Counts, WittenBell

SAYING = "she sells sea shells by the sea shore, the shells she sells are sea shells, she is sure"
TEXTS = st.text("abc ", min_size=4, max_size=60)


def literally(text, context):
    """Count what follows a context by looking at every place of the text."""
    starts = range(len(text) - len(context))
    return [text[i + len(context)] for i in starts if text[i : i + len(context)] == context]


def add_alpha(text, symbols, context, order, alpha):
    context = context[len(context) - min(order, len(context)) :]
    after = literally(text, context)
    return [(after.count(c) + alpha) / (len(after) + alpha * len(symbols)) for c in symbols]


def witten_bell(text, symbols, context, order):
    context = context[len(context) - min(order, len(context)) :]
    shorter = [1 / len(symbols)] * len(symbols)
    if context:
        shorter = witten_bell(text, symbols, context[1:], order)
    after = literally(text, context)
    if not after:
        return shorter
    distinct = len(set(after))
    total = len(after) + distinct
    return [(after.count(c) + distinct * p) / total for c, p in zip(symbols, shorter, strict=True)]


def models(text, order, symbols="abc "):
    counts = Counts(text, order, symbols)
    return AddAlpha(counts, 0.1), WittenBell(counts)


@given(TEXTS, st.integers(0, 3), st.text("abcx", max_size=5))
@settings(max_examples=60)
def test_both_models_agree_with_a_literal_count(text, order, context):
    known = context[context.rfind("x") + 1 :]  # a strange character ends what is known
    smoothed, mixed = models(text, order)
    if "x" not in context[-order:]:
        wanted = add_alpha(text, "abc ", context, order, 0.1)
        np.testing.assert_allclose(smoothed.probabilities(context), wanted, rtol=1e-12)
    wanted = witten_bell(text, "abc ", known, order)
    np.testing.assert_allclose(mixed.probabilities(context), wanted, rtol=1e-12)


@given(TEXTS, st.integers(0, 3), st.text("abc ", min_size=1, max_size=30))
@settings(max_examples=60)
def test_each_row_sums_to_one_and_a_text_is_scored_character_by_character(text, order, other):
    for model in models(text, order):
        rows = [model.probabilities(other[:i]) for i in range(len(other))]
        np.testing.assert_allclose([row.sum() for row in rows], 1.0, rtol=1e-12)
        chosen = [row["abc ".index(c)] for row, c in zip(rows, other, strict=True)]
        np.testing.assert_allclose(model.likelihoods(other), chosen, rtol=1e-12)


def test_order_1_of_aab_by_hand():
    counts = Counts("aab", 1)
    # after a: one a and one b, 2 seen, 2 distinct; before that 2/3 a, 1/3 b mixed with 1/2 each
    assert AddAlpha(counts, 1.0).probabilities("a").tolist() == [0.5, 0.5]
    assert AddAlpha(counts, 1.0).probabilities("b").tolist() == [0.5, 0.5]
    unigram = [(2 + 2 / 2) / 5, (1 + 2 / 2) / 5]
    assert WittenBell(counts).probabilities("b") == pytest.approx(unigram)
    assert WittenBell(counts).probabilities("a") == pytest.approx(
        [(1 + 2 * unigram[0]) / 4, (1 + 2 * unigram[1]) / 4]
    )


def test_a_huge_alpha_is_the_uniform_model_and_nats_are_the_mean_surprise():
    counts = Counts(SAYING, 2)
    assert AddAlpha(counts, 1e12).nats(SAYING) == pytest.approx(log(len(counts.symbols)))
    half = AddAlpha(Counts("abab", 0), 1.0)
    assert half.nats("aabb") == pytest.approx(log(2))
    assert e ** half.nats("ab") == pytest.approx(2.0)


def test_with_almost_no_smoothing_the_loss_on_its_own_text_falls_with_the_order():
    counts = Counts(SAYING, 8)
    losses = [AddAlpha(counts, 1e-9, order).nats(SAYING) for order in range(9)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.4 * losses[1]


def test_one_count_serves_every_shorter_order():
    counts = Counts(SAYING, 5)
    for order in range(6):
        alone = Counts(SAYING, order)
        for kind in (WittenBell, lambda c, o=None: AddAlpha(c, 0.1, o)):
            np.testing.assert_array_equal(
                kind(counts, order).probabilities("the s"), kind(alone).probabilities("the s")
            )


def test_what_cannot_be_counted_is_told():
    counts = Counts("abc", 1)
    with pytest.raises(ValueError, match="'é'"):
        WittenBell(counts).nats("cabé")
    with pytest.raises(ValueError, match="alpha"):
        AddAlpha(counts, 0.0)
    with pytest.raises(ValueError, match="0 to 1"):
        WittenBell(counts, 2)
    with pytest.raises(ValueError, match="order 3"):
        Counts("abc", 3)
