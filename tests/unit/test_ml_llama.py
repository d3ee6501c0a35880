"""The Llama forward pass against torch's own attention and norm, and against itself uncached."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tutor.ml import llama
from tutor.ml.llama import Cache, Llama, Shape

SHAPE = Shape(vocabulary=50, width=32, layers=2, n_heads=4, n_kv_heads=2, hidden=48)
TOKENS = [3, 14, 15, 9, 26, 5, 35]


def weights(shape, seed=0):
    """Random weights in float64, under GGUF's names."""
    generator, d, kv = torch.Generator().manual_seed(seed), shape.width, shape.head * 2
    sizes = {"token_embd": (shape.vocabulary, d), "output_norm": (d,)}
    for layer in range(shape.layers):
        for name, size in {
            "attn_norm": (d,), "ffn_norm": (d,), "attn_q": (d, d), "attn_k": (kv, d),
            "attn_v": (kv, d), "attn_output": (d, d), "ffn_gate": (shape.hidden, d),
            "ffn_up": (shape.hidden, d), "ffn_down": (d, shape.hidden),
        }.items():  # fmt: skip
            sizes[f"blk.{layer}.{name}"] = size
    return {
        f"{name}.weight": torch.randn(size, generator=generator, dtype=torch.float64) / 4
        for name, size in sizes.items()
    }


WEIGHTS = weights(SHAPE)
MODEL = Llama(SHAPE, WEIGHTS)


def turned(x, base):
    """RoPE as a product of complex numbers (Su et al. 2021, eq. 12)."""
    heads, t, d = x.shape
    angle = np.arange(t)[:, None] * base ** (-np.arange(0, d, 2) / d)
    pairs = torch.view_as_complex(x.reshape(heads, t, d // 2, 2).contiguous())
    return torch.view_as_real(pairs * torch.from_numpy(np.exp(1j * angle))).flatten(-2)


def by_torch(tokens):
    """Return the logits at every position, with torch's attention, norm and shared heads."""
    w, shape = {name.removesuffix(".weight"): x for name, x in WEIGHTS.items()}, SHAPE

    def norm(x, name):
        return F.rms_norm(x, (shape.width,), w[name], shape.epsilon)

    x = w["token_embd"][tokens]
    for i in range(shape.layers):
        n = norm(x, f"blk.{i}.attn_norm")
        q, k, v = (
            (n @ w[f"blk.{i}.attn_{part}"].T).unflatten(-1, (-1, shape.head)).transpose(0, 1)
            for part in "qkv"
        )
        q, k = turned(q, shape.rope_base), turned(k, shape.rope_base)
        seen = F.scaled_dot_product_attention(
            q[None], k[None], v[None], is_causal=True, enable_gqa=True
        )[0]
        x = x + seen.transpose(0, 1).flatten(1) @ w[f"blk.{i}.attn_output"].T
        n = norm(x, f"blk.{i}.ffn_norm")
        gated = F.silu(n @ w[f"blk.{i}.ffn_gate"].T) * (n @ w[f"blk.{i}.ffn_up"].T)
        x = x + gated @ w[f"blk.{i}.ffn_down"].T
    return norm(x, "output_norm") @ w["token_embd"].T


def test_the_logits_are_those_of_torchs_own_parts():
    wanted = by_torch(TOKENS)
    for n in range(1, len(TOKENS) + 1):
        torch.testing.assert_close(MODEL.logits(TOKENS[:n]), wanted[n - 1], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("parts", [[7], [1] * 7, [3, 1, 1, 2], [5, 2]])
def test_the_cache_changes_nothing(parts):
    cache, begin = Cache(), 0
    for size in parts:
        logits = MODEL.logits(TOKENS[begin : begin + size], cache)
        begin += size
    assert cache.length == 7
    torch.testing.assert_close(logits, MODEL.logits(TOKENS), rtol=1e-10, atol=1e-10)


def test_a_cut_cache_goes_on_from_where_it_was_cut():
    cache = Cache()
    MODEL.logits([*TOKENS[:4], 1, 2], cache)
    cache.cut(4)
    torch.testing.assert_close(
        MODEL.logits(TOKENS[4:], cache), MODEL.logits(TOKENS), rtol=1e-10, atol=1e-10
    )


def test_a_turned_dot_product_depends_on_the_distance_alone():
    generator = torch.Generator().manual_seed(1)
    q, k = torch.randn(2, 1, 1, 16, dtype=torch.float64, generator=generator)

    def score(at, to):
        places = torch.tensor([at]), torch.tensor([to])
        turned_q, turned_k = (llama.rope(x, p, 1e4) for x, p in zip((q, k), places, strict=True))
        return (turned_q * turned_k).sum().item()

    assert score(9, 4) == pytest.approx(score(1005, 1000))
    assert abs(score(9, 4) - score(9, 5)) > 1e-3
    assert score(0, 0) == pytest.approx((q * k).sum().item())


def test_the_norm_leaves_rows_of_root_mean_square_1():
    x = torch.tensor([[3.0, 4.0], [-30.0, 40.0]], dtype=torch.float64)
    normed = llama.rms_norm(x, torch.ones(2, dtype=torch.float64), 0.0)
    assert normed[0].tolist() == pytest.approx([3 / math.sqrt(12.5), 4 / math.sqrt(12.5)])
    assert normed[1].square().mean().item() == pytest.approx(1.0)


def test_the_parameters_are_counted_by_the_closed_formula():
    assert SHAPE.n_parameters == sum(w.numel() for w in WEIGHTS.values())
    smollm2 = Shape(49152, 576, 30, 9, 3, 1536)
    assert smollm2.n_parameters == 134_515_008
