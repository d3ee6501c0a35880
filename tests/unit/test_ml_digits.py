"""The digits are scikit-learn's, scaled, and a split keeps every class in its share."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from tutor.ml import digits


def test_they_are_scikit_learns_digits_divided_by_sixteen():
    theirs = load_digits()
    ours = digits.load()
    assert (ours.pixels == theirs.data / 16).all()
    assert (ours.labels == theirs.target).all()
    assert (digits.picture(ours.pixels[5]) == theirs.images[5] / 16).all()


def test_there_are_1797_and_every_pixel_is_from_0_to_1():
    pixels, labels = digits.load()
    assert pixels.shape == (1797, 64)
    assert labels.shape == (1797,)
    assert (pixels.min(), pixels.max()) == (0.0, 1.0)


def test_a_split_is_1347_to_learn_from_and_450_others():
    train, test = digits.split()
    assert (len(train.labels), len(test.labels)) == (1347, 450)
    rows = np.concatenate([train.pixels, test.pixels])
    every = digits.load().pixels
    assert sorted(map(tuple, rows)) == sorted(map(tuple, every))


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_each_class_is_cut_in_the_same_share(seed):
    train, test = digits.split(seed)
    for label in range(10):
        n_train, n_test = (train.labels == label).sum(), (test.labels == label).sum()
        assert n_test == round((n_train + n_test) / 4)


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    again = digits.split.__wrapped__(0)
    assert (digits.split(0).test.pixels == again.test.pixels).all()
    assert (digits.split(0).test.pixels != digits.split(1).test.pixels).any()


def test_labels_and_pixels_stay_together():
    label = {pixels.tobytes(): y for pixels, y in zip(*digits.load(), strict=True)}
    for part in digits.split(3):
        assert all(label[x.tobytes()] == y for x, y in zip(part.pixels, part.labels, strict=True))


def test_nobody_can_change_the_shared_arrays():
    for part in (digits.load(), *digits.split()):
        for array in part:
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0
