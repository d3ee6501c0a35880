"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np

from tutor.ml import convolution


def drawn(rng):
    """Return an image, a kernel that fits on it, a stride and a padding."""
    height, width = rng.integers(5, 10, size=2)
    k, stride, padding = (int(rng.integers(low, high)) for low, high in ((1, 5), (1, 4), (0, 3)))
    return rng.normal(size=(height, width)), rng.normal(size=(k, k)), stride, padding


def has_the_size_that_the_formula_says(conv2d, rng):
    x, w, stride, padding = drawn(rng)
    wanted = tuple(convolution.output_size(n, len(w), stride, padding) for n in x.shape)
    given = np.shape(conv2d(x, w, stride, padding))
    assert given == wanted, (
        f"image {x.shape[0]} x {x.shape[1]}, kernel {len(w)}, stride {stride}, padding {padding}: "
        f"the map is {given}, not {wanted}"
    )


def is_linear_in_the_image(conv2d, rng):
    x, w, stride, padding = drawn(rng)
    other = rng.normal(size=x.shape)
    together = conv2d(2.0 * x - other, w, stride, padding)
    apart = 2.0 * conv2d(x, w, stride, padding) - conv2d(other, w, stride, padding)
    assert np.allclose(together, apart), "the map of 2x - z should be 2 map(x) - map(z)"


def moves_when_the_image_moves(conv2d, rng):
    x = np.zeros((11, 12))
    x[3:7, 3:7] = rng.normal(size=(4, 4))  # far from the borders
    w = rng.normal(size=(3, 3))
    down, right = rng.integers(1, 3, size=2)
    still, moved = conv2d(x, w, 1, 1), conv2d(np.roll(x, (down, right), axis=(0, 1)), w, 1, 1)
    assert np.allclose(moved, np.roll(still, (down, right), axis=(0, 1))), (
        f"the image moved {down} down and {right} right; the map should move as far"
    )


def leaves_its_arguments_alone(conv2d, rng):
    x, w, stride, padding = drawn(rng)
    kept = x.copy(), w.copy()
    conv2d(x, w, stride, padding)
    assert (x == kept[0]).all(), "`x` changed under the caller's feet"
    assert (w == kept[1]).all(), "`w` changed under the caller's feet"


def counts_the_pixels_that_reach_one_cell(receptive_field, rng):
    layers = [tuple(map(int, rng.integers(1, 5, size=2))) for _ in range(rng.integers(0, 5))]
    seen = np.flatnonzero(convolution.ways_in(layers)[0])
    wanted = int(seen[-1] - seen[0] + 1)
    given = receptive_field(list(layers))
    assert given == wanted, f"through {layers} {wanted} pixels lead to one cell, not {given}"


def leaves_the_layers_alone(receptive_field, rng):
    layers = [(3, 2), (3, 1)]
    receptive_field(layers)
    assert layers == [(3, 2), (3, 1)], "`layers` changed under the caller's feet"


def by_torch(x, w, stride, padding):
    """Return what torch's conv2d makes of one image and one kernel."""
    import torch

    x, w = (torch.tensor(array, dtype=torch.float64)[None, None] for array in (x, w))
    return torch.nn.functional.conv2d(x, w, stride=stride, padding=padding)[0, 0].numpy()
