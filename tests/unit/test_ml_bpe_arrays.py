"""Byte pairs of megabytes: the merges and tokens of the rule as `bpe` states it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.ml import bpe, bpe_arrays, corpus

few = st.text("ab é\n", max_size=80)  # few signs make runs, overlaps and ties


@given(few, st.integers(0, 25))
@settings(max_examples=300, deadline=None)
def test_the_merges_are_those_of_the_simple_rule_in_its_order(text, n):
    fast, simple = bpe_arrays.train(text.encode(), n), bpe.train(text, n)
    assert list(fast.items()) == list(simple.items())


@given(few, few, st.integers(0, 25))
@settings(max_examples=200, deadline=None)
def test_another_text_is_encoded_as_the_simple_rule_does(learned, text, n):
    merges = bpe.train(learned, n)
    assert bpe_arrays.encode(text.encode(), merges).tolist() == bpe.encode(text, merges)


@pytest.mark.parametrize("length", range(1, 9))
def test_in_a_run_of_one_sign_every_second_place_is_glued(length):
    tokens = np.full(length, 7, np.uint16)
    places = bpe_arrays.find(tokens, (7, 7))
    assert places.tolist() == list(range(0, length - 1, 2))
    glued = bpe_arrays.glue(tokens, places, 300).tolist()
    assert glued == bpe.merge([7] * length, (7, 7), 300)


def test_on_prose_both_learn_the_same():
    text = corpus.text(30_000)[:8_000]
    fast, simple = bpe_arrays.train(text.encode(), 60), bpe.train(text, 60)
    assert list(fast.items()) == list(simple.items())
    assert bpe.decode(bpe_arrays.encode(text.encode(), fast).tolist(), fast) == text


def test_more_merges_than_16_bits_can_number_are_refused():
    with pytest.raises(ValueError, match="65281 merges: give 0 to 65280"):
        bpe_arrays.train(b"abc", 65_281)
