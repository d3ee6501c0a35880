"""Convolution agrees with torch, its backward pass with differences, its sizes with counting."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tutor.ml import convolution, gradient_check

SETTINGS = st.fixed_dictionaries(
    {"stride": st.integers(1, 3), "padding": st.integers(0, 2), "dilation": st.integers(1, 3)}
)
LAYERS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=4)
VGG16 = [(3, 1), (3, 1), (2, 2)] * 2 + [(3, 1), (3, 1), (3, 1), (2, 2)] * 3


def drawn(seed, kernel):
    """Two images of two channels, and three kernels that fit on them."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(10, 14, size=2)
    return rng.normal(size=(2, 2, height, width)), rng.normal(size=(3, 2, kernel, kernel))


def by_torch(x, w, slope, how):
    """Return torch's map, and the slopes of (slope · map) by x and by w."""
    x, w = (torch.tensor(array, requires_grad=True) for array in (x, w))
    y = torch.nn.functional.conv2d(x, w, **how)
    if slope is None:
        return y.detach().numpy()
    y.backward(torch.tensor(slope))
    return x.grad.numpy(), w.grad.numpy()


@given(st.integers(0, 10_000), st.integers(1, 4), SETTINGS)
@settings(deadline=None)
def test_forward_and_backward_are_torchs_to_1e_11(seed, kernel, how):
    x, w = drawn(seed, kernel)
    y, wanted = convolution.conv2d(x, w, **how), by_torch(x, w, None, how)
    assert y.shape == wanted.shape
    np.testing.assert_allclose(y, wanted, rtol=0, atol=1e-11)
    slope = np.random.default_rng(seed + 1).normal(size=y.shape)
    slopes = convolution.conv2d_backward(slope, x, w, **how)
    for given_, theirs in zip(slopes, by_torch(x, w, slope, how), strict=True):
        assert given_.shape == theirs.shape
        np.testing.assert_allclose(given_, theirs, rtol=0, atol=1e-11)


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 1, 1), (2, 0, 1), (2, 2, 2)])
def test_the_backward_pass_is_the_slope_measured_by_differences(stride, padding, dilation):
    how = {"stride": stride, "padding": padding, "dilation": dilation}
    x, w = drawn(3, 3)
    weights = np.random.default_rng(4).normal(size=convolution.conv2d(x, w, **how).shape)

    def measure(params):
        y = convolution.conv2d(params["x"], params["w"], **how)
        return gradient_check.Measured(float((weights * np.tanh(y)).sum()), np.zeros(1))

    y = convolution.conv2d(x, w, **how)
    slope = weights * (1.0 - np.tanh(y) ** 2)
    grads = dict(zip("xw", convolution.conv2d_backward(slope, x, w, **how), strict=True))
    for name in "xw":
        places = np.ndindex(grads[name].shape)
        worst = gradient_check.worst_error(measure, {"x": x, "w": w}, grads, name, places)
        assert worst < 1e-8


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))
@settings(deadline=None)
def test_cell_by_cell_gives_what_all_windows_at_once_give(seed, kernel, stride, padding):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(5, 7)), rng.normal(size=(kernel, kernel))
    whole = convolution.conv2d(x[None, None], w[None, None], stride, padding)[0, 0]
    np.testing.assert_allclose(convolution.correlate(x, w, stride, padding), whole, atol=1e-12)


def test_the_kernel_is_not_turned_round():
    x = np.arange(16.0).reshape(4, 4)
    y = convolution.correlate(x, np.array([[1.0, 0.0], [0.0, -1.0]]))
    assert (y == np.full((3, 3), -5.0)).all()


@given(st.integers(1, 40), st.integers(1, 7), SETTINGS)
def test_the_output_size_is_the_number_of_places_that_fit(n, kernel, how):
    last = n + 2 * how["padding"] - how["dilation"] * (kernel - 1) - 1
    places = len(range(0, last + 1, how["stride"]))
    assert max(convolution.output_size(n, kernel, **how), 0) == places


def test_28_pixels_kernel_5_stride_2_padding_2_give_14():
    assert convolution.output_size(28, 5, 2, 2) == 14


@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 9), st.integers(1, 3))
@settings(deadline=None)
def test_max_pool_is_torchs(seed, height, width, size):
    assume(min(height, width) >= size)
    x = np.random.default_rng(seed).normal(size=(2, 3, height, width))
    wanted = torch.nn.functional.max_pool2d(torch.tensor(x), size).numpy()
    assert (convolution.max_pool(x, size) == wanted).all()


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        ([], 1),
        ([(3, 1)] * 3, 7),
        ([(3, 2)] * 3, 15),
        (VGG16, 212),  # Araujo, Norris, Sim (2019), table 1
    ],
)
def test_the_receptive_field_is_the_published_one(layers, field):
    assert convolution.receptive_field(layers) == field


@given(LAYERS)
def test_the_field_spans_the_pixels_that_a_slope_reaches(layers):
    x = torch.zeros(1, 1, 2 * convolution.receptive_field(layers) + 1, dtype=torch.float64)
    y = x.requires_grad_()
    for kernel, stride in layers:
        y = torch.nn.functional.conv1d(
            y, torch.ones(1, 1, kernel, dtype=torch.float64), None, stride
        )
    y[0, 0, 0].backward()
    reached = x.grad[0, 0].numpy()
    seen = np.flatnonzero(reached)
    assert convolution.receptive_field(layers) == seen[-1] - seen[0] + 1
    ways = convolution.ways_in(layers)
    assert [len(row) for row in ways][-1] == 1
    assert (ways[0] == reached[: len(ways[0])]).all()
    assert not reached[len(ways[0]) :].any()
