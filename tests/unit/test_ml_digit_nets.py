"""The shipped digit readers: what the card says of them is what they do, and torch agrees."""

import re

import numpy as np
import pytest
import torch

from tutor.ml import convolution, digit_nets, digits, image_kernels, train_digit_nets
from tutor.ml.shipped import asset

NETS = ("mlp", *(f"cnn{kernel}" for kernel in digit_nets.KERNELS))
CARD = asset("models/digit-nets.md").read_text(encoding="utf-8")


def as_torch(net):
    """The shipped weights in torch's own layers."""
    model = train_digit_nets.build(net).double()
    layers = [layer for layer in model if hasattr(layer, "weight")]
    pairs = (
        [("W1", "b1"), ("W2", "b2")] if net == "mlp" else [("K1", "b1"), ("K2", "b2"), ("W", "b")]
    )
    params = digit_nets.load()[net]
    for layer, (weight, bias) in zip(layers, pairs, strict=True):
        w = params[weight]
        layer.weight.data = torch.tensor(w.T.copy() if w.ndim == 2 else w)
        layer.bias.data = torch.tensor(params[bias])
    return model


@pytest.mark.parametrize("net", NETS[1:])
def test_a_cnns_scores_are_torchs(net):
    images = digits.split().test.pixels[:40].reshape(-1, 8, 8)
    with torch.no_grad():
        wanted = as_torch(net)(torch.tensor(images)[:, None]).numpy()
    given = digit_nets.cnn_scores(digit_nets.load()[net], images)
    np.testing.assert_allclose(given, wanted, rtol=0, atol=1e-10)


@pytest.mark.parametrize("net", NETS)
def test_the_card_and_the_file_say_what_the_networks_do(net):
    shown = [f"{100 * digit_nets.accuracy(net, right):.1f}" for right in (0, 1, 2)]
    assert f"| `{net}` | {' | '.join(shown)} |" in CARD
    assert digit_nets.facts()[net].split() == shown


def test_the_card_gives_the_spread_that_the_file_holds():
    for net in ("mlp", "cnn3"):
        spread = [digit_nets.facts()[f"{net}, {right} off, 10 seeds"] for right in (0, 1, 2)]
        row = " | ".join(" to ".join(ends.split()) for ends in spread)
        assert f"| `{net}` | {row} |" in CARD


def test_the_sizes_are_4810_and_6090_as_torch_counts_them():
    for net in NETS:
        counted = sum(tensor.numel() for tensor in train_digit_nets.build(net).parameters())
        assert digit_nets.n_weights(net) == counted
    assert (digit_nets.n_weights("mlp"), digit_nets.n_weights("cnn3")) == (4810, 6090)


def test_the_recipe_trains_and_keeps_the_names_that_the_file_has():
    before = train_digit_nets.train("cnn3", 0, epochs=0)
    after = train_digit_nets.train("cnn3", 0, epochs=2)
    assert train_digit_nets.accuracy(before, 0) < 0.3 < 0.7 < train_digit_nets.accuracy(after, 0)
    made = {name: tensor.shape for name, tensor in train_digit_nets.tensors(after).items()}
    assert made == {name: tensor.shape for name, tensor in digit_nets.load()["cnn3"].items()}
    again = train_digit_nets.tensors(train_digit_nets.train("cnn3", 0, epochs=2))
    assert all((again[n] == t).all() for n, t in train_digit_nets.tensors(after).items())


def test_a_shift_moves_every_row_and_loses_what_leaves():
    image = np.arange(1.0, 65.0).reshape(1, 8, 8)
    moved = digit_nets.shifted(image, 2)
    assert (moved[0, :, :2] == 0.0).all()
    assert (moved[0, :, 2:] == image[0, :, :6]).all()
    assert (digit_nets.shifted(image, 0) == image).all()


def test_the_ink_that_the_card_says_is_lost_is_lost():
    images = digits.split().test.pixels.reshape(-1, 8, 8)
    lost = [1 - digit_nets.shifted(images, right).sum() / images.sum() for right in (1, 2)]
    said = re.search(r"lost: ([\d.]+)% of all ink at 1 pixel, ([\d.]+)% at 2", CARD)
    assert [f"{100 * share:.1f}" for share in lost] == list(said.groups())


@pytest.mark.parametrize("size", range(1, 6))
def test_a_plain_area_keeps_its_grey_under_blur_and_sharpen_and_vanishes_under_edge(size):
    plain = np.full((7, 7), 0.7)
    for kernel, grey in ((image_kernels.blur, 0.7), (image_kernels.sharpen, 0.7)):
        np.testing.assert_allclose(convolution.correlate(plain, kernel(size)), grey)
    np.testing.assert_allclose(
        convolution.correlate(plain, image_kernels.edge(size)), 0, atol=1e-12
    )


def test_the_kernels_of_size_three_are_the_textbooks():
    assert (image_kernels.edge(3) == [[-1, 0, 1]] * 3).all()
    assert (image_kernels.blur(3) == np.full((3, 3), 1 / 9)).all()
    wanted = (np.array([[-1, -1, -1], [-1, 17, -1], [-1, -1, -1]])) / 9
    np.testing.assert_allclose(image_kernels.sharpen(3), wanted)
