"""Counts by formula against counts of real layers."""

import torch
from torch import nn

from tutor.ml.gpt import GPT, Shape
from tutor.ml.parameter_counts import C3_READS, dense, gpt2, lenet5, transformer


def size_of(module):
    return sum(p.numel() for p in module.parameters())


def test_a_transformer_counts_as_torchs_without_the_biases_of_attention():
    V, N, d, ff, h = 100, 2, 16, 40, 4
    layers = nn.Transformer(d, h, N, N, ff, batch_first=True)
    biases = 3 * N * (3 * d + d)  # of q, k, v and the output: one attention a layer, and two
    ends = 2 * 2 * d  # torch's norms after the last layers, which the paper does not have
    assert transformer(V, N, d, ff, h, d // h, d // h) == V * d + size_of(layers) - biases - ends


def test_fewer_numbers_a_head_shrink_only_queries_and_keys():
    full, narrow = (transformer(0, 6, 512, 2048, 8, d_k, 64) for d_k in (64, 16))
    assert full - narrow == 3 * 6 * 2 * 512 * 8 * 48


def test_gpt2_counts_as_blocks_of_torch_with_two_embeddings_and_a_last_norm():
    with torch.device("meta"):
        block = nn.TransformerEncoderLayer(24, 2, 96)
    assert gpt2(3, 24, 10, 50) == 50 * 24 + 10 * 24 + 3 * size_of(block) + 2 * 24


def test_lenet5_counts_as_its_layers_in_torch():
    counts = lenet5()
    assert counts["C1"].parameters == size_of(nn.Conv2d(1, 6, 5))
    assert counts["C3"].parameters == sum(size_of(nn.Conv2d(k, 1, 5)) for k in C3_READS)
    assert counts["C5"].parameters == size_of(nn.Conv2d(16, 120, 5))
    assert counts["F6"].parameters == size_of(nn.Linear(120, 84)) == dense(120, 84)
    assert dense(120, 84, bias=False) == 120 * 84


def test_a_connection_is_a_parameter_at_each_place_where_it_is_used():
    counts = lenet5()
    assert counts["C1"].connections == 156 * 28 * 28
    assert counts["S2"].connections == 6 * 14 * 14 * (2 * 2 + 1)
    assert counts["C5"].connections == counts["C5"].parameters


def test_gpt2_counts_as_the_model_that_the_course_trains():
    shape = Shape(n_layers=3, n_heads=2, width=24, context=10, vocabulary=50)
    model = GPT(shape, torch.Generator())
    assert gpt2(3, 24, 10, 50) == size_of(model) == shape.n_parameters
