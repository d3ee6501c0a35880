"""Writing with a GPT: its distribution, the draw, and the cache that saves reading twice."""

import numpy as np
import pytest
import torch

from tutor.ml.gpt import GPT, Shape
from tutor.ml.gpt_sampling import draw, generate, next_probabilities
from tutor.ml.kv_cache import Cache

SMALL = Shape(n_layers=2, n_heads=4, width=16, context=12, vocabulary=20)


def loud(shape=SMALL):
    """Return a model whose guesses differ."""
    model = GPT(shape, torch.Generator())
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0.0, 0.5, generator=torch.Generator().manual_seed(1))
    return model


def test_probabilities_are_those_of_the_last_position_of_the_last_window():
    model = loud()
    numbers = np.random.default_rng(0).integers(0, 20, size=30)
    shares = next_probabilities(model, numbers)
    wanted = model(torch.from_numpy(numbers[-12:])[None])[0, -1].softmax(0)
    np.testing.assert_allclose(shares, wanted.detach().numpy(), atol=1e-6)
    assert next_probabilities(model, numbers, 1e-4).max() == pytest.approx(1.0)


def test_drawn_symbols_come_in_the_given_shares():
    rng, shares = np.random.default_rng(0), np.array([0.5, 0.0, 0.3, 0.2])
    counts = np.bincount([draw(shares, rng) for _ in range(20_000)], minlength=4)
    assert counts[1] == 0
    np.testing.assert_allclose(counts / 20_000, shares, atol=0.015)


def test_a_draw_never_falls_off_the_end():
    class Highest:
        def random(self):
            return np.nextafter(1.0, 0.0)

    assert draw(np.full(10, 0.1), Highest()) == 9


def test_generated_text_begins_with_the_prompt_and_repeats_from_its_seed():
    model = loud()
    first, second = (generate(model, np.arange(5), 20, np.random.default_rng(0)) for _ in range(2))
    assert (first == second).all()
    assert first[:5].tolist() == [0, 1, 2, 3, 4]
    assert len(first) == 25


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0])
def test_with_the_cache_it_writes_what_it_writes_without(temperature):
    model = loud(Shape(3, 2, 16, 24, 20))
    for seed in range(4):
        start = np.random.default_rng(seed).integers(0, 20, size=1 + 5 * seed)
        rng, read_again = np.random.default_rng(seed), start
        for _ in range(40):  # beyond the context too
            shares = next_probabilities(model, read_again, temperature)
            read_again = np.append(read_again, draw(shares, rng))
        written = generate(model, start, 40, np.random.default_rng(seed), temperature)
        assert written.tolist() == read_again.tolist()


def test_while_the_text_fits_each_symbol_is_read_once():
    model, read = loud(), []
    model.wte.register_forward_hook(lambda module, numbers, out: read.append(numbers[0].shape[1]))
    generate(model, np.arange(4), 12, np.random.default_rng(0))
    # the prompt; then singly, until 12 are read; then the window moves, and is read anew
    assert read == [4] + [1] * 8 + [12] * 3


def test_the_cache_gives_the_distribution_of_the_whole_text():
    model, cache = loud(), Cache(2)
    numbers = np.random.default_rng(0).integers(0, 20, size=12)
    for n in (5, 6, 7, 12):
        if n == 12:
            with pytest.raises(ValueError, match="5 positions came after the first: give them"):
                next_probabilities(model, numbers, cache=cache)
            break
        kept = next_probabilities(model, numbers[:n], cache=cache)
        np.testing.assert_allclose(kept, next_probabilities(model, numbers[:n]), atol=1e-6)
        assert len(cache) == n
