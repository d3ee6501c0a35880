"""What counting reaches: the course's own n-grams, on the very symbols that are scored."""

import numpy as np
import pytest

from tutor.ml import ngrams, text_baselines
from tutor.ml.text_baselines import baselines


def test_they_are_the_losses_of_the_n_gram_models_at_those_places():
    words = "the cat sat on the mat and the rat sat on the cat. " * 8
    signs = sorted(set(words))
    numbers = np.array([signs.index(sign) for sign in words], np.uint16)
    train, scored = numbers[:300], numbers[300:]
    places = np.arange(20, 90)
    losses = baselines(train, scored, places, len(signs))
    for name, order in (("unigram", 0), ("bigram", 1), ("5-gram", 4)):
        model = ngrams.WittenBell(ngrams.Counts(words[:300], order, "".join(signs)))
        wanted = -np.log(model.likelihoods(words[300:])[places]).mean()
        assert losses[name] == pytest.approx(wanted, rel=1e-12)
    assert losses["5-gram"] < losses["bigram"] < losses["unigram"] < np.log(len(signs))


def test_the_unigram_of_symbols_drawn_at_random_is_their_entropy():
    rng, p = np.random.default_rng(0), np.array([0.5, 0.25, 0.125, 0.125])
    train, scored = rng.choice(4, size=(2, 40_000), p=p)
    losses = baselines(train, scored, np.arange(40_000), 4)
    assert losses["unigram"] == pytest.approx(-(p * np.log(p)).sum(), abs=0.01)


def test_of_a_large_text_only_the_beginning_is_counted(monkeypatch):
    rng = np.random.default_rng(0)
    train, scored = rng.integers(0, 9, size=(2, 400))
    monkeypatch.setattr(text_baselines, "COUNTED", 200)
    places = np.arange(400)
    assert baselines(train, scored, places, 9) == baselines(train[:200], scored, places, 9)


def test_numbers_that_are_half_a_surrogate_pair_are_symbols_like_any_other():
    train = np.array([0xD800, 1, 0xDFFF, 1] * 20)
    assert baselines(train, train, np.arange(80), 0xE000)["bigram"] < 1.0
