"""The transformer block and the GPT in torch, against NumPy, torch itself and published counts."""

import math

import numpy as np
import pytest
import torch
from gpt_reference import logits as reference_logits
from torch import nn

from tutor.ml import attention, gpt_training
from tutor.ml.attention_map import attention_map
from tutor.ml.gpt import DEVIATION, GPT, GPT2_SMALL, Shape
from tutor.ml.transformer import Block, CausalSelfAttention

SMALL = Shape(n_layers=2, n_heads=4, width=16, context=12, vocabulary=20)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def model():
    return GPT(SMALL, seeded())


def loud(model):
    """Make the weights large enough for rounding to show and for guesses to differ."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0.0, 0.5, generator=seeded(1))
    return model


@pytest.mark.parametrize(
    ("shape", "published"),
    [
        (GPT2_SMALL, 124_439_808),
        (Shape(24, 16, 1024, 1024, 50257), 354_823_168),
        (Shape(36, 20, 1280, 1024, 50257), 774_030_080),
        (Shape(48, 25, 1600, 1024, 50257), 1_557_611_200),
    ],
)
def test_the_counts_are_gpt2s(shape, published):
    assert shape.n_parameters == published


def test_untied_embeddings_cost_gpt2_38_million_more():
    more = Shape(12, 12, 768, 1024, 50257, tied=False).n_parameters - 124_439_808
    assert more == 50257 * 768 == 38_597_376


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_the_closed_formula_counts_what_is_there(tied, bias):
    shape = Shape(3, 2, 24, 10, 17, tied, bias)
    assert sum(p.numel() for p in GPT(shape, seeded()).parameters()) == shape.n_parameters


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_gpt2_small_is_built_and_reads_a_whole_context():
    model = GPT(GPT2_SMALL, seeded()).eval()
    assert sum(p.numel() for p in model.parameters()) == 124_439_808
    x, y = torch.randint(0, 50257, (2, 1, 1024), generator=seeded())
    loss = gpt_training.cross_entropy(model(x), y)
    assert loss.item() == pytest.approx(math.log(50257), abs=0.25)
    loss.backward()
    assert all(p.grad is not None for p in model.parameters())


def test_training_gpt2_small_costs_the_operations_of_the_palm_paper():
    # 6 for each of the parameters but the positions, and 12 · layers · heads · d_head · T
    attention = 12 * 12 * 12 * 64 * 1024
    assert GPT2_SMALL.flops_per_token == 6 * (124_439_808 - 1024 * 768) + attention
    untied = Shape(12, 12, 768, 1024, 50257, tied=False)
    assert untied.flops_per_token == GPT2_SMALL.flops_per_token  # looking a symbol up is free


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_the_logits_are_those_of_the_papers(tied, bias):
    shape = Shape(3, 4, 16, 12, 20, tied, bias)
    model = loud(GPT(shape, seeded()))
    weights = {name: value.double().numpy() for name, value in model.state_dict().items()}
    for seed, length in ((0, 12), (1, 1), (2, 7)):
        symbols = np.random.default_rng(seed).integers(0, 20, size=length)
        ours = model(torch.from_numpy(symbols)[None])[0].detach().numpy()
        wanted = reference_logits(weights, symbols, 3, 4)
        np.testing.assert_allclose(ours, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())
        exact = model.double()(torch.from_numpy(symbols)[None])[0].detach().numpy()
        np.testing.assert_allclose(exact, wanted, rtol=1e-10, atol=1e-10)
        model.float()


def test_a_head_is_the_attention_of_the_numpy_module():
    layer = CausalSelfAttention(width=6, n_heads=1)
    x = torch.randn(1, 9, 6, generator=seeded())
    Q, K, V = (part[0].detach().numpy() for part in layer.c_attn(x).split(6, dim=2))
    mixed = torch.from_numpy(attention.attention(Q, K, V, causal=True))
    ours = layer(x)[0].detach().numpy()
    np.testing.assert_allclose(layer.c_proj(mixed).detach().numpy(), ours, atol=1e-6)


def test_a_block_is_torchs_encoder_layer_with_norm_first_and_a_causal_mask():
    ours = loud(Block(width=16, n_heads=4))
    theirs = nn.TransformerEncoderLayer(
        16, 4, 64, dropout=0.0, activation=lambda x: nn.functional.gelu(x, approximate="tanh"),
        batch_first=True, norm_first=True,
    ).eval()  # fmt: skip
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": ours.attn.c_attn.weight,
            "self_attn.in_proj_bias": ours.attn.c_attn.bias,
            "self_attn.out_proj.weight": ours.attn.c_proj.weight,
            "self_attn.out_proj.bias": ours.attn.c_proj.bias,
            "linear1.weight": ours.mlp.c_fc.weight,
            "linear1.bias": ours.mlp.c_fc.bias,
            "linear2.weight": ours.mlp.c_proj.weight,
            "linear2.bias": ours.mlp.c_proj.bias,
            "norm1.weight": ours.ln_1.weight,
            "norm1.bias": ours.ln_1.bias,
            "norm2.weight": ours.ln_2.weight,
            "norm2.bias": ours.ln_2.bias,
        }
    )
    x = torch.randn(3, 12, 16, generator=seeded())
    mask = nn.Transformer.generate_square_subsequent_mask(12)
    torch.testing.assert_close(ours(x), theirs(x, src_mask=mask), rtol=1e-4, atol=1e-4)


def test_a_block_whose_writing_layers_are_zero_is_the_identity():
    block = Block(width=16, n_heads=4)
    for layer in (block.attn.c_proj, block.mlp.c_proj):
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
    x = torch.randn(2, 12, 16, generator=seeded())
    assert (block(x) == x).all()


def test_a_width_that_the_heads_cannot_share_is_refused():
    with pytest.raises(ValueError, match="3 heads cannot share a width of 16"):
        CausalSelfAttention(16, 3)


def test_changing_the_future_leaves_the_past_bit_identical():
    model = loud(GPT(SMALL, seeded()))
    numbers = torch.randint(0, 20, (2, 12), generator=seeded())
    before = model(numbers)
    numbers[:, 7:] = (numbers[:, 7:] + 1) % 20
    after = model(numbers)
    assert (after[:, :7] == before[:, :7]).all()
    assert (after[:, 7:] != before[:, 7:]).any()


@pytest.mark.parametrize("kept", [1, 20, 63, 64, 65, 90])
def test_the_past_is_bit_identical_where_attention_works_in_tiles(kept):
    model = loud(GPT(Shape(2, 2, 32, 100, 20), seeded()))
    numbers = torch.randint(0, 20, (3, 100), generator=seeded())
    before = model(numbers)
    numbers[:, kept:] = (numbers[:, kept:] + 7) % 20
    assert (model(numbers)[:, :kept] == before[:, :kept]).all()


def test_an_attention_map_is_what_the_layer_mixes_with():
    model = loud(GPT(SMALL, seeded()))
    numbers = np.random.default_rng(0).integers(0, 20, size=12)
    block, kept = model.blocks[1], {}
    block.ln_1.register_forward_hook(lambda module, x, y: kept.update(x=y))
    block.attn.c_proj.register_forward_pre_hook(lambda module, x: kept.update(mixed=x[0]))
    model(torch.from_numpy(numbers)[None])
    _, _, v = block.attn.queries_keys_values(kept["x"])
    for head in range(4):
        shares = attention_map(model, numbers, layer=1, head=head)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-6)
        assert (np.triu(shares, 1) == 0).all()
        mixed = kept["mixed"][0, :, 4 * head : 4 * head + 4].detach().numpy()
        np.testing.assert_allclose(shares @ v[0, head].detach().numpy(), mixed, atol=1e-5)


def test_dropout_acts_in_training_alone_and_keeps_the_mean():
    shape = Shape(2, 4, 16, 12, 20, dropout=0.25)
    model, plain = GPT(shape, seeded()), GPT(SMALL, seeded())
    numbers = torch.randint(0, 20, (1, 12), generator=seeded())
    assert (model.eval()(numbers) == plain(numbers)).all()
    embedded = plain.embed(numbers)
    model.train()
    torch.manual_seed(0)
    draws = torch.stack([model.embed(numbers) for _ in range(400)])
    assert (draws == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    torch.testing.assert_close(draws.mean(dim=0), embedded, atol=0.01, rtol=0)
    assert (model(numbers) != model(numbers)).any()


def test_the_first_loss_is_that_of_guessing(model):
    x, y = np.random.default_rng(0).integers(0, 20, size=(2, 50, 12))
    assert gpt_training.nats_by_position(model, x, y).mean() == pytest.approx(math.log(20), abs=0.1)


def test_initial_weights_are_gpt2s():
    model = GPT(Shape(8, 4, 64, 64, 96), seeded())
    for name, weight in model.named_parameters():
        if name.endswith("bias"):
            assert (weight == 0).all(), name
        elif weight.ndim == 1:
            assert (weight == 1).all(), name
        else:
            wanted = DEVIATION / (4.0 if name.endswith("c_proj.weight") else 1.0)  # √(2·8) = 4
            assert weight.std().item() == pytest.approx(wanted, rel=0.05), name


def test_one_seed_makes_one_model():
    first, second, other = (GPT(SMALL, seeded(seed)).state_dict() for seed in (3, 3, 4))
    assert all((first[name] == second[name]).all() for name in first)
    assert (first["wte.weight"] != other["wte.weight"]).any()
