"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def drawn(get_batch, data, T, B, seed):
    """Draw one batch with a generator of its own."""
    return get_batch(data, T, B, np.random.default_rng(seed))


def the_answers_are_the_text_one_further_on(get_batch, rng):
    data = rng.permutation(50)
    x, y = get_batch(data, 7, 20, rng)
    after = dict(zip(data[:-1].tolist(), data[1:].tolist(), strict=True))
    assert x.shape == y.shape == (20, 7), f"x is {x.shape} and y {y.shape}; both should be (20, 7)"
    for row, answers in zip(x.tolist(), y.tolist(), strict=True):
        assert answers == [after.get(symbol) for symbol in row], (
            f"after {row} the text goes on {[after.get(symbol) for symbol in row]}, not {answers}"
        )
    assert (x[:, 1:] == y[:, :-1]).all(), "a row of x should be one piece of the text"


def every_place_is_drawn_equally_often(get_batch, rng):
    data, T, draws = np.arange(14), 4, 6_000  # ten places
    x, _ = get_batch(data, T, draws, rng)
    counts = np.bincount(x[:, 0], minlength=10)
    assert len(counts) == 10, "a window began where no symbol comes after its end"
    assert counts.min() > 0, (
        f"no window began at place {counts.argmin()}, and {len(data)} symbols have 10 places "
        f"for {T} and one more"
    )
    # a fair count is 600, give or take 23; five times that never happens by chance
    assert np.abs(counts - 600).max() < 116, f"the ten places were drawn {counts.tolist()} times"


def one_seed_draws_one_batch_and_the_next_is_another(get_batch, rng):
    data, seed = np.arange(1_000), int(rng.integers(1_000))
    mine = np.random.default_rng(seed)
    first, second = get_batch(data, 5, 8, mine)[0], get_batch(data, 5, 8, mine)[0]
    again = get_batch(data, 5, 8, np.random.default_rng(seed))[0]
    assert (first == again).all(), "the same seed gave another batch: draw from `rng` only"
    assert (first != second).any(), "two batches in a row are the same: `rng` was not used"


def leaves_the_text_alone(get_batch, rng):
    data = rng.integers(0, 96, size=40)
    before = data.copy()
    get_batch(data, 5, 6, rng)
    assert (data == before).all(), "`data` changed under the caller's feet"


def peak_is_reached_when_the_warmup_ends(cosine_lr, rng):
    peak, floor, warmup = rng.uniform(0.01, 1.0), rng.uniform(0.0, 0.01), int(rng.integers(1, 50))
    lrs = np.array(
        [cosine_lr(step, peak, warmup, warmup + 60, floor) for step in range(warmup + 1)]
    )
    assert np.isclose(lrs[-1], peak), f"at step {warmup} it should be the peak {peak:.4g}"
    assert np.allclose(np.diff(lrs), peak / (warmup + 1)), "it should rise by equal amounts"


def falls_from_the_peak_to_the_floor_and_stays(cosine_lr, rng):
    peak, floor, warmup = rng.uniform(0.01, 1.0), rng.uniform(0.0, 0.01), int(rng.integers(0, 50))
    total = warmup + int(rng.integers(2, 80))
    steps = range(warmup, total + 100)
    lrs = np.array([cosine_lr(step, peak, warmup, total, floor) for step in steps])
    assert (np.diff(lrs) <= 1e-15).all(), "after the warm-up it should never rise"
    assert np.allclose(lrs[total - warmup :], floor), "from step `total` on it should be the floor"


def half_way_down_it_is_half_way_between(cosine_lr, rng):
    peak, floor, half = rng.uniform(0.1, 1.0), rng.uniform(0.0, 0.1), int(rng.integers(1, 40))
    middle = cosine_lr(10 + half, peak, 10, 10 + 2 * half, floor)
    assert np.isclose(middle, 0.5 * (peak + floor)), (
        "in the middle of the way down it should be the mean of peak and floor"
    )
