"""Handwritten digits: 1797 grey images of 8 by 8 pixels, and the digit that each one shows.

They come with scikit-learn, so nothing is downloaded: they are the test part of Alpaydın and
Kaynak, Optical Recognition of Handwritten Digits (UCI, 1998), written by 13 people. A pixel counts
the ink in a 4 by 4 block of the scan, 0 to 16; here it is divided by 16.

The file is read where scikit-learn keeps it, because importing scikit-learn takes a second.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SIDE = 8
N_PIXELS = SIDE * SIDE
N_CLASSES = 10
MOST_INK = 16


class Digits(NamedTuple):
    """Images as rows, and what they show. pixels (n, 64) from 0 to 1, labels (n,) from 0 to 9."""

    pixels: Array
    labels: Array


class Split(NamedTuple):
    """Digits to learn from, and others to be judged by."""

    train: Digits
    test: Digits


@lru_cache(maxsize=1)
def load() -> Digits:
    """Return all 1797 digits in the order of the file. The arrays are shared, so read-only."""
    with gzip.open(_file(), "rt", encoding="ascii") as lines:
        rows = np.loadtxt(lines, delimiter=",", dtype=np.uint8)  # (n, 65), the label last
    return _frozen(rows[:, :N_PIXELS] / MOST_INK, rows[:, N_PIXELS].astype(np.int64))


@lru_cache(maxsize=8)
def split(seed: int = 0, test_share: float = 0.25) -> Split:
    """Return the digits in two parts, each class cut in the same share, each part shuffled.

    With the default share, 1347 to learn from and 450 to be judged by. The arrays are shared, so
    read-only. The parts mix the writers: a new writer's digits are harder than these test digits.
    """
    digits, rng = load(), np.random.default_rng(seed)
    learn: list[Array] = []
    judge: list[Array] = []
    for label in range(N_CLASSES):
        members = rng.permutation(np.flatnonzero(digits.labels == label))
        n_test = round(test_share * len(members))
        judge.append(members[:n_test])
        learn.append(members[n_test:])
    train, test = (rng.permutation(np.concatenate(part)) for part in (learn, judge))
    return Split(
        _frozen(digits.pixels[train], digits.labels[train]),
        _frozen(digits.pixels[test], digits.labels[test]),
    )


def picture(pixels: Array) -> Array:
    """Return one digit as an image. pixels (64,) -> (8, 8), row 0 at the top."""
    image: Array = np.asarray(pixels).reshape(SIDE, SIDE)
    return image


def _frozen(pixels: Array, labels: Array) -> Digits:
    pixels.flags.writeable = labels.flags.writeable = False
    return Digits(pixels, labels)


def _file() -> Path:
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the digits come with scikit-learn, which is not installed")
    return Path(found.submodule_search_locations[0]) / "datasets" / "data" / "digits.csv.gz"
