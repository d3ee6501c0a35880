"""How many numbers a network learns, from the sizes that its paper gives.

A count is the cheapest replication there is: no data, no training, and it is right or it is not. A
layer that is fully connected, from n numbers to m, has n m weights and m biases; a layer
normalization has a gain and a bias for each of its d numbers.

Sources: Vaswani et al., Attention Is All You Need (2017), §3; Radford et al., Language Models are
Unsupervised Multitask Learners (2019), §2.3; LeCun et al., Gradient-Based Learning Applied to
Document Recognition (1998), §II.B.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


def dense(n_in: int, n_out: int, bias: bool = True) -> int:
    """Return the parameters of a fully connected layer."""
    return n_in * n_out + (n_out if bias else 0)


def transformer(
    vocabulary: int, n_layers: int, d_model: int, d_ff: int, n_heads: int, d_k: int, d_v: int
) -> int:
    """Return the parameters of the encoder and decoder of Vaswani et al.

    One matrix is the embedding of both sides and the output (§3.4); positions are not learned; the
    attention's four projections have no bias (§3.2.2), the feed-forward layers have (§3.3).
    """
    # W^Q and W^K: d_model × h d_k each; W^V: d_model × h d_v; W^O: h d_v × d_model
    attention = 2 * d_model * n_heads * d_k + 2 * d_model * n_heads * d_v
    feed_forward = dense(d_model, d_ff) + dense(d_ff, d_model)
    norm = 2 * d_model
    encoder = attention + feed_forward + 2 * norm
    decoder = 2 * attention + feed_forward + 3 * norm
    return vocabulary * d_model + n_layers * (encoder + decoder)


def gpt2(n_layers: int, width: int, context: int, vocabulary: int) -> int:
    """Return the parameters of GPT-2: its output matrix is the embedding again, and not counted."""
    attention = dense(width, 3 * width) + dense(width, width)
    feed_forward = dense(width, 4 * width) + dense(4 * width, width)
    norm = 2 * width
    block = attention + feed_forward + 2 * norm
    return vocabulary * width + context * width + n_layers * block + norm


class Count(NamedTuple):
    """Of one layer: numbers that are learned, and links through which a value passes."""

    parameters: int
    connections: int


C3_READS = (3,) * 6 + (4,) * 9 + (6,)
"""How many of the six maps before it each of C3's sixteen reads (table I)."""


def convolution(reads: tuple[int, ...], size: int) -> tuple[int, int]:
    """Return parameters and connections of maps with kernels of 5 × 5.

    reads: for each map, how many maps before it it reads. size: rows, and columns, of each map.
    """
    # a map that reads k maps has k kernels and a bias, and uses them at each of its positions
    parameters = sum(25 * k + 1 for k in reads)
    return parameters, parameters * size * size


def subsampling(maps: int, size: int) -> tuple[int, int]:
    """Return parameters and connections of maps that each add up squares of 2 × 2."""
    # four values are added, times one coefficient, plus one bias
    return 2 * maps, 5 * maps * size * size


def lenet5(convolution: Callable[..., tuple[int, int]] = convolution) -> dict[str, Count]:
    """Return the counts of LeNet-5's layers, by their names in the paper.

    The output layer compares with codes that were written by hand, so none of it is learned.
    """
    f6 = dense(120, 84)
    return {
        "C1": Count(*convolution((1,) * 6, 28)),
        "S2": Count(*subsampling(6, 14)),
        "C3": Count(*convolution(C3_READS, 10)),
        "S4": Count(*subsampling(16, 5)),
        "C5": Count(*convolution((16,) * 120, 1)),
        "F6": Count(f6, f6),
        "output": Count(0, 84 * 10),
    }
