"""Windows of a text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.batches import get_batch, spread_windows


@given(st.integers(1, 8), st.integers(1, 5), st.integers(1, 30), st.integers(0, 99))
def test_each_answer_is_the_symbol_after(T, B, more, seed):
    data = np.arange(T + more) + 7
    x, y = get_batch(data, T, B, np.random.default_rng(seed))
    assert x.shape == y.shape == (B, T)
    assert (y == x + 1).all()
    assert (np.diff(x, axis=1) == 1).all()


def test_every_place_is_equally_likely():
    x, _ = get_batch(np.arange(13), 3, 20_000, np.random.default_rng(0))
    counts = np.bincount(x[:, 0])
    assert len(counts) == 10
    assert ((counts - 2000) ** 2 / 2000).sum() < 27.9  # χ² with 9 degrees, one in a thousand


@pytest.mark.parametrize(("n", "T", "asked", "given"), [(101, 10, 5, 5), (101, 10, 50, 10)])
def test_windows_for_scoring_are_spread_and_do_not_overlap(n, T, asked, given):
    data = np.arange(n)
    x, y = spread_windows(data, T, asked)
    assert x.shape == (given, T)
    assert (y == x + 1).all()
    assert len(np.unique(x)) == given * T
    assert x[0, 0] == 0
    assert x[-1, 0] >= n - 1 - 2 * n // given


def test_all_windows_cover_the_text_but_for_a_rest():
    x, y = spread_windows(np.arange(41), 10, 99)
    assert x.ravel().tolist() == list(range(40))
    assert y[-1, -1] == 40
