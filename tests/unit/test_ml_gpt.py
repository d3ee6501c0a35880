"""The transformer block and the GPT in torch, against torch's own layers and published counts."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from tutor.ml import attention, gpt_training
from tutor.ml.gpt import DEVIATION, GPT, Shape, draw, generate, next_probabilities
from tutor.ml.transformer import Block, CausalSelfAttention

SMALL = Shape(layers=2, heads=4, width=16, context=12, vocabulary=20)


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
        (Shape(12, 12, 768, 1024, 50257), 124_439_808),
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
def test_the_closed_formula_counts_what_is_there(tied):
    shape = Shape(3, 2, 24, 10, 17, tied)
    assert sum(p.numel() for p in GPT(shape, seeded()).parameters()) == shape.n_parameters


def test_a_head_is_the_attention_of_the_numpy_module():
    layer = CausalSelfAttention(width=6, heads=1, context=9)
    x = torch.randn(1, 9, 6, generator=seeded())
    Q, K, V = (part[0].detach().numpy() for part in layer.c_attn(x).split(6, dim=2))
    mixed = torch.from_numpy(attention.attention(Q, K, V, causal=True))
    ours = layer(x)[0].detach().numpy()
    np.testing.assert_allclose(layer.c_proj(mixed).detach().numpy(), ours, atol=1e-6)


def test_a_block_is_torchs_encoder_layer_with_norm_first_and_a_causal_mask():
    ours = loud(Block(width=16, heads=4, context=12))
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
    block = Block(width=16, heads=4, context=12)
    for layer in (block.attn.c_proj, block.mlp.c_proj):
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
    x = torch.randn(2, 12, 16, generator=seeded())
    assert (block(x) == x).all()


def test_a_width_that_the_heads_cannot_share_is_refused():
    with pytest.raises(ValueError, match="3 heads cannot share a width of 16"):
        CausalSelfAttention(16, 3, 8)


def test_changing_the_future_leaves_the_past_bit_identical():
    model = loud(GPT(SMALL, seeded()))
    numbers = torch.randint(0, 20, (2, 12), generator=seeded())
    before = model(numbers)
    numbers[:, 7:] = (numbers[:, 7:] + 1) % 20
    after = model(numbers)
    assert (after[:, :7] == before[:, :7]).all()
    assert (after[:, 7:] != before[:, 7:]).any()


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


def test_probabilities_are_those_of_the_last_position_of_the_last_window():
    model = loud(GPT(SMALL, seeded()))
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


def test_generated_text_begins_with_the_prompt_and_repeats_from_its_seed(model):
    first, second = (generate(model, np.arange(5), 20, np.random.default_rng(0)) for _ in range(2))
    assert (first == second).all()
    assert first[:5].tolist() == [0, 1, 2, 3, 4]
    assert len(first) == 25


def test_training_learns_a_rule_and_says_the_loss_before_each_step():
    model = GPT(SMALL, seeded())
    optimizer = gpt_training.adamw(model)
    x = np.random.default_rng(0).integers(0, 20, size=(16, 12))
    y = (x + 3) % 20
    first = gpt_training.nats_by_position(model, x, y).mean()
    losses = [gpt_training.train_step(model, optimizer, x, y, 1e-2) for _ in range(60)]
    assert losses[0] == pytest.approx(first, rel=1e-5)
    assert losses[-1] < 0.2


def test_decay_is_for_matrices_only():
    groups = gpt_training.adamw(GPT(SMALL, seeded()), 0.3).param_groups
    decays = {p.ndim: group["weight_decay"] for group in groups for p in group["params"]}
    assert decays == {2: 0.3, 1: 0.0}


def test_a_step_is_no_longer_than_the_cut_gradient_allows():
    model = loud(GPT(SMALL, seeded()))
    before = [p.detach().clone() for p in model.parameters()]
    x = np.zeros((2, 12), dtype=int)
    gpt_training.train_step(model, torch.optim.SGD(model.parameters(), lr=1.0), x, x + 1, 0.5)
    moves = [
        (p.detach() - b).square().sum().item()
        for p, b in zip(model.parameters(), before, strict=True)
    ]
    assert math.sqrt(sum(moves)) == pytest.approx(0.5, rel=1e-3)
