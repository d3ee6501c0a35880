"""Byte-pair encoding: the published example, the tie rule, and text that comes back whole."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.ml import bpe

PROSE = "low low low low low lower lower newest newest newest newest newest newest widest widest"


def test_the_example_of_the_compression_literature():
    merges = bpe.train("aaabdaaabac", 3)
    assert bpe.encode("aaabdaaabac", merges) == [258, 100, 258, 97, 99]


def test_of_equally_frequent_pairs_the_first_in_the_text_is_merged():
    # after aa -> 256 the pairs (256, a) and (a, b) both occur twice
    merges = bpe.train("aaabdaaabac", 3)
    assert list(merges) == [(97, 97), (256, 97), (257, 98)]
    assert list(bpe.train("bcab bcab", 1)) == [(98, 99)]
    assert list(bpe.train("abbc", 1)) == [(97, 98)]


def test_the_first_merges_of_prose_are_its_most_frequent_pairs():
    spelled = bpe.spell(bpe.train(PROSE, 4))
    assert spelled[256] == b"we" or PROSE.count(spelled[256].decode()) == max(
        PROSE.count(a + b) for a, b in pairwise(PROSE)
    )


@given(st.text(max_size=40))
def test_any_unicode_text_comes_back(text):
    merges = bpe.train(PROSE, 20)
    assert bpe.decode(bpe.encode(text, merges), merges) == text


@given(st.text("abc", min_size=1, max_size=60), st.integers(0, 12))
@settings(max_examples=60)
def test_encoding_the_training_text_gives_the_tokens_that_training_ended_with(text, n):
    merges = bpe.train(text, n)
    tokens = list(text.encode())
    for pair, token in merges.items():
        tokens = bpe.merge(tokens, pair, token)
    assert bpe.encode(text, merges) == tokens


def test_the_earliest_merge_goes_first_wherever_it_stands():
    merges = {(98, 99): 256, (97, 98): 257}
    assert bpe.encode("abc", merges) == [97, 256]


def test_training_stops_when_nothing_is_left_to_glue():
    assert len(bpe.train("abab", 50)) == 2
    assert bpe.train("", 3) == {}


def test_half_a_character_is_shown_as_a_replacement():
    assert bpe.decode("é".encode()[:1], {}) == "\N{REPLACEMENT CHARACTER}"
    with pytest.raises(KeyError):
        bpe.decode([999], {})
