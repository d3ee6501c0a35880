"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def by_torch(logits, temperature, top_k, top_p, min_p):
    """Filter with torch's softmax, topk and sort, token by token."""
    import torch

    p = torch.softmax(torch.from_numpy(np.array(logits, float)) / temperature, 0)
    if 0 < top_k < len(p):
        order = torch.sort(p, descending=True, stable=True).indices
        p = p.index_fill(0, order[top_k:], 0.0)
        p = p / p.sum()
    if top_p < 1:
        values, order = torch.sort(p, descending=True, stable=True)
        held = 0.0
        for value, token in zip(values.tolist(), order.tolist(), strict=True):
            if held >= top_p:
                p[token] = 0.0
            held += value
        p = p / p.sum()
    p = torch.where(p >= min_p * p.max(), p, 0.0)
    return (p / p.sum()).numpy()


def scores(rng):
    """Draw the scores of a few tokens, no two of them equal."""
    return rng.permutation(np.linspace(-3.0, 3.0, rng.integers(3, 12))) + rng.normal()


def settings(rng):
    """Draw a value for every switch, in the order of the arguments."""
    return (
        float(rng.uniform(0.3, 3.0)),
        int(rng.integers(0, 6)),
        float(rng.choice([1.0, rng.uniform(0.2, 0.95)])),
        float(rng.choice([0.0, rng.uniform(0.01, 0.5)])),
    )


def leaves_the_scores_alone(filter_probs, rng):
    logits = scores(rng)
    before = logits.copy()
    filter_probs(logits, *settings(rng))
    assert (logits == before).all(), "`logits` changed under the caller's feet"


def all_off_is_softmax(filter_probs, rng):
    logits = scores(rng)
    wanted = np.exp(logits) / np.exp(logits).sum()
    p = filter_probs(logits.copy(), 1.0, 0, 1.0, 0.0)
    assert np.allclose(p, wanted), "with everything off the result is softmax(logits)"


def sums_to_one(filter_probs, rng):
    p = filter_probs(scores(rng), *settings(rng))
    assert np.isclose(p.sum(), 1.0), f"the probabilities sum to {p.sum():.4g}, not to 1"


def the_best_token_survives(filter_probs, rng):
    logits = scores(rng)
    p = filter_probs(logits.copy(), *settings(rng))
    assert p[logits.argmax()] > 0, "the likeliest token was cut; no filter may do that"


def keeps_the_order(filter_probs, rng):
    logits = scores(rng)
    p = filter_probs(logits.copy(), *settings(rng))
    falling = p[np.argsort(-logits)]
    assert (np.diff(falling) <= 1e-12).all(), "a lower score got the higher probability"


def a_shift_of_the_scores_changes_nothing(filter_probs, rng):
    logits, switches = scores(rng), settings(rng)
    p, moved = (filter_probs(logits + shift, *switches) for shift in (0.0, 1000.0))
    assert np.all(np.isfinite(moved)), (
        "scores near 1000 overflow in exp: subtract the largest score from all of them first"
    )
    assert np.allclose(p, moved), "adding one number to every score should change nothing"


def top_k_keeps_k(filter_probs, rng):
    logits = scores(rng)
    k = int(rng.integers(1, len(logits) + 3))
    kept = np.count_nonzero(filter_probs(logits, 1.0, k, 1.0, 0.0))
    assert kept == min(k, len(logits)), f"top_k = {k} kept {kept} of {len(logits)} tokens"


def top_p_is_reached_and_no_sooner(filter_probs, rng):
    logits, share = scores(rng), float(rng.uniform(0.1, 0.95))
    p = filter_probs(logits.copy(), 1.0, 0, 1.0, 0.0)
    held = np.sort(p[filter_probs(logits.copy(), 1.0, 0, share, 0.0) > 0])
    assert held.sum() >= share - 1e-9, (
        f"the kept tokens hold {held.sum():.3g}; top_p is {share:.3g}"
    )
    assert held[1:].sum() < share, "one token fewer would have held top_p already"


def min_p_compares_with_the_best(filter_probs, rng):
    logits, share = scores(rng), float(rng.uniform(0.02, 0.9))
    p = filter_probs(logits.copy(), 1.0, 0, 1.0, 0.0)
    kept = filter_probs(logits.copy(), 1.0, 0, 1.0, share) > 0
    assert (kept == (p >= share * p.max())).all(), (
        "min_p keeps what has at least its share of the largest probability"
    )
