"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def by_torch(Q, K, V, causal):
    """Let torch's own scaled dot-product attention compute it."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    tensors = [torch.from_numpy(np.asarray(array, np.float64)) for array in (Q, K, V)]
    return scaled_dot_product_attention(*tensors, is_causal=bool(causal)).numpy()


def drawn(rng, n=None, m=None):
    """Return queries, keys and values; as many of each unless n and m are given."""
    n = n or int(rng.integers(4, 8))
    m = m or n
    d_k, d_v = rng.integers(2, 6, size=2)
    return rng.normal(size=(n, d_k)), rng.normal(size=(m, d_k)), rng.normal(size=(m, d_v))


def gives_a_row_for_each_query(attention, rng):
    Q, K, V = drawn(rng, 3, 5)
    given, wanted = np.shape(attention(Q, K, V, False)), (3, V.shape[1])
    assert given == wanted, f"3 queries and values of {wanted[1]} numbers: {wanted}, not {given}"


def shares_sum_to_one(attention, rng):
    Q, K, _ = drawn(rng)
    for causal in (False, True):
        mixed = attention(Q, K, np.ones((len(K), 1)), causal)
        assert np.allclose(mixed, 1.0), (
            f"every value is 1, so every mixture is 1; with causal {causal} one is "
            f"{float(mixed.flat[np.abs(mixed - 1.0).argmax()]):.4g}"
        )


def stays_finite_at_large_scores(attention, rng):
    Q, K, V = drawn(rng)
    for causal in (False, True):
        mixed = attention(1e4 * Q, K, V, causal)
        assert np.isfinite(mixed).all(), "scores of about 1e4 overflowed: `np.exp` of 710 is inf"


def the_order_of_the_keys_does_not_matter(attention, rng):
    Q, K, V = drawn(rng, 4, 7)
    order = rng.permutation(7)
    same = np.allclose(attention(Q, K[order], V[order], False), attention(Q, K, V, False))
    assert same, "keys and values in another order, both alike: the mixtures should stay"


def later_tokens_leave_earlier_answers_to_the_last_bit(attention, rng):
    Q, K, V = drawn(rng, 6)
    before = attention(Q, K, V, True)
    K, V = K.copy(), V.copy()
    K[4:], V[4:] = rng.normal(size=K[4:].shape), 7.0
    after = attention(Q, K, V, True)
    assert (after[:4] == before[:4]).all(), "tokens 4 and 5 changed, and an answer before them did"
    assert (after[4:] != before[4:]).any(), "a token should see itself and all before it"


def a_query_four_times_as_wide_is_twice_as_sharp(attention, rng):
    Q, K, V = drawn(rng)
    wide = attention(np.tile(Q, 4), np.tile(K, 4), V, False)
    assert np.allclose(wide, attention(2.0 * Q, K, V, False)), (
        "each number of Q and K four times over: the dot products are 4 times as large, and √d_k "
        "is twice as large, so the scores should double"
    )


def is_linear_in_the_values(attention, rng):
    Q, K, V = drawn(rng)
    other = rng.normal(size=V.shape)
    together = attention(Q, K, 2.0 * V - other, False)
    apart = 2.0 * attention(Q, K, V, False) - attention(Q, K, other, False)
    assert np.allclose(together, apart), "values decide what is mixed, not how: be linear in V"


def leaves_its_arguments_alone(attention, rng):
    arrays = drawn(rng)
    kept = [array.copy() for array in arrays]
    attention(*arrays, True)
    for name, now, before in zip("QKV", arrays, kept, strict=True):
        assert (now == before).all(), f"`{name}` changed under the caller's feet"
