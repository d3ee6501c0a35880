"""The letter box's model: its counts against the text itself, its draw against its shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml import corpus, letters, sampling

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 50), min_size=1)


def literally(ending):
    """Count what follows `ending` at every place of the text."""
    text = corpus.split(letters.SIZE).train
    starts = [i for i in range(len(text) - len(ending)) if text.startswith(ending, i)]
    after = [text[i + len(ending)] for i in starts]
    return {symbol: after.count(symbol) for symbol in set(after)}


@pytest.mark.parametrize("text", ["The ", "it return", "is ", "xqz", "no Qs"])
def test_the_counts_are_those_of_the_text_and_the_longest_ending_is_used(text):
    ending, counts = letters.after(text)
    assert text.endswith(ending)
    assert counts == literally(ending)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert sum(counts.values()) >= letters.OFTEN_ENOUGH
    longer = text[-len(ending) - 1 :]
    if len(ending) < min(letters.ORDER, len(text)):
        assert sum(literally(longer).values()) < letters.OFTEN_ENOUGH


def test_without_a_context_every_letter_counts():
    ending, counts = letters.after("")
    assert ending == ""
    assert sum(counts.values()) == letters.SIZE


@given(COUNTS, st.floats(0.05, 2.0))
def test_temperature_is_softmax_of_the_logarithms(counts, temperature):
    weights = letters.tempered(counts, temperature)
    shares = np.array(list(weights.values())) / sum(weights.values())
    wanted = sampling.softmax(np.log(list(counts.values())), temperature)
    np.testing.assert_allclose(shares, wanted, rtol=1e-9, atol=1e-300)


@given(COUNTS)
def test_temperature_1_leaves_the_counts_exactly_as_they_are(counts):
    weights = letters.tempered(counts, 1.0)
    assert weights == pytest.approx(counts, rel=1e-15)


@given(COUNTS)
def test_a_grid_of_draws_gives_the_counts_back(counts):
    total = sum(counts.values())
    picked = [letters.next_symbol(counts, (i + 0.5) / total) for i in range(total)]
    assert {symbol: picked.count(symbol) for symbol in counts} == counts


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1e-9, 1e9), min_size=1))
def test_the_largest_draw_there_is_picks_a_symbol(weights):
    assert letters.next_symbol(weights, 1.0 - 2.0**-53) in weights


def test_a_symbol_begins_where_the_one_before_it_ends():
    assert [letters.next_symbol({"a": 1, "b": 3}, u) for u in (0.0, 0.24, 0.25)] == ["a", "a", "b"]
