"""Convolution: one small kernel laid over every place of an image.

The kernel's numbers are multiplied with the pixels under it and summed; that sum is one cell of the
feature map. With a kernel of k pixels whose taps stand d pixels apart, a stride s and p pixels of
zeros around the image,

    y[i, j] = Σ_a Σ_b w[a, b] · x[s i + d a - p, s j + d b - p]

Mathematics calls this cross-correlation, and convolution what turns the kernel by 180° first. Every
deep-learning library computes the sum above and calls it convolution; so do we.

Sources: LeCun, Bottou, Bengio, Haffner, Gradient-based learning (1998), §II; Dumoulin and Visin, A
guide to convolution arithmetic (2016), ch. 2 and 5, for the sizes; Araujo, Norris, Sim, Computing
receptive fields (Distill, 2019), eq. 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Array = npt.NDArray[Any]
Layers = Sequence[tuple[int, int]]
"""The kernel and the stride of each layer, the one next to the image first."""


def output_size(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many cells the map has along a side of `n` pixels; below 1, nothing fits."""
    # ⌊(n + 2p - d(k - 1) - 1) / s⌋ + 1
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def correlate(x: Array, w: Array, stride: int = 1, padding: int = 0) -> Array:
    """Lay one kernel over one image, cell by cell. x (h, w), w (k, k) -> (h', w')."""
    padded = np.pad(x, padding)
    rows, columns = (
        output_size(n, k, stride, padding) for n, k in zip(x.shape, w.shape, strict=True)
    )
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[top : top + w.shape[0], left : left + w.shape[1]]  # (k, k)
            y[i, j] = (window * w).sum()
    return y


def conv2d(x: Array, w: Array, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
    """Lay many kernels over many images of several channels; the channels are summed over.

    x (n, c, h, w), w (c', c, k, k) -> (n, c', h', w').
    """
    # all windows at once, without copying a pixel: (n, c, h', w', k, k)
    seen = windows(x, w.shape[2:], stride, padding, dilation)
    y = np.tensordot(seen, w, axes=((1, 4, 5), (1, 2, 3)))  # (n, h', w', c')
    return np.moveaxis(y, -1, 1)


def conv2d_backward(
    slope: Array, x: Array, w: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[Array, Array]:
    """Return the slopes of a loss by x and by w, from its slope by `conv2d(x, w, …)`.

    slope (n, c', h', w') -> the shapes of x and of w.
    """
    seen = windows(x, w.shape[2:], stride, padding, dilation)  # (n, c, h', w', k, k)
    # one weight acts at every place, so its slope is a sum over all of them
    by_w = np.tensordot(slope, seen, axes=((0, 2, 3), (0, 2, 3)))  # (c', c, k, k)
    height, width = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
    by_padded = np.zeros((*x.shape[:2], height, width))
    for a, b in np.ndindex(w.shape[2:]):
        # tap (a, b) carried pixel (s i + d a, s j + d b) to cell (i, j); the slope goes back there
        rows, columns = (
            slice(dilation * tap, dilation * tap + stride * (size - 1) + 1, stride)
            for tap, size in ((a, slope.shape[2]), (b, slope.shape[3]))
        )
        carried = np.tensordot(slope, w[:, :, a, b], axes=(1, 0))  # (n, h', w', c)
        by_padded[:, :, rows, columns] += np.moveaxis(carried, -1, 1)
    inside = by_padded[:, :, padding : height - padding, padding : width - padding]
    return inside, by_w


def windows(
    x: Array, kernel: tuple[int, ...], stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    """Return what the kernel lies on at each place. x (n, c, h, w) -> (n, c, h', w', k, k)."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = [dilation * (k - 1) + 1 for k in kernel]
    every = sliding_window_view(padded, reach, axis=(2, 3))
    return every[:, :, ::stride, ::stride, ::dilation, ::dilation]


def max_pool(x: Array, size: int) -> Array:
    """Keep the largest of each block of size by size cells; what fills no block is dropped.

    x (n, c, h, w) -> (n, c, h // size, w // size).
    """
    n, c, h, w = x.shape
    whole = x[:, :, : h // size * size, : w // size * size]
    blocks = whole.reshape(n, c, h // size, size, w // size, size)
    largest: Array = blocks.max(axis=(3, 5))
    return largest


def receptive_field(layers: Layers) -> int:
    """Return how many pixels across one cell of the last layer depends on; without layers, 1.

    From its first pixel to its last: with strides above the kernel's size some between are unseen.
    """
    # r ← r + (k - 1) · j, where j, the pixels between two neighbouring cells, is ∏ of the strides
    r, jump = 1, 1
    for kernel, stride in layers:
        r += (kernel - 1) * jump
        jump *= stride
    return r


def ways_in(layers: Layers) -> list[Array]:
    """Trace one cell of the last layer back to the image, in one dimension.

    Returns a row for the image and one for each layer, the image first: entry i counts the ways
    from cell i of that row to the cell at the top; 0 is not seen. The last row is [1].
    """
    rows = [np.ones(1)]
    for kernel, stride in reversed(layers):
        # cell i of a layer lies on the cells s i, s i + 1, … s i + k - 1 of the one below
        spread = np.zeros(stride * (len(rows[0]) - 1) + 1)
        spread[::stride] = rows[0]
        rows.insert(0, np.convolve(spread, np.ones(kernel)))
    return rows
