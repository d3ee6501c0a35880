"""Rows of bits that read the same backwards, and the weights that tell them by cancelling."""

import numpy as np
import pytest

from tutor.ml import mirror_symmetry


def test_there_are_sixty_four_rows_of_six_bits_and_eight_are_symmetric():
    rows = mirror_symmetry.all_rows(6)
    assert ["".join(str(int(bit)) for bit in row) for row in rows] == [
        f"{number:06b}" for number in range(64)
    ]
    found = mirror_symmetry.is_symmetric(rows)
    assert found.sum() == 8
    assert all((list(row) == list(row)[::-1]) == one for row, one in zip(rows, found, strict=True))


def test_sizes_of_one_two_and_four_cancel_on_the_symmetric_rows_and_on_no_other():
    rows = mirror_symmetry.all_rows(6)
    sums = rows @ np.array([1.0, 2.0, 4.0, -4.0, -2.0, -1.0])
    np.testing.assert_array_equal(sums == 0, mirror_symmetry.is_symmetric(rows) == 1)


@pytest.mark.parametrize("order", [[1, 2, 4], [4, 1, 2], [-2, 4, -1]])
def test_the_pattern_is_read_in_any_order_and_size(order):
    half = np.array(order, dtype=float)
    W1 = np.stack([3.0 * np.r_[half, -half[::-1]], -7.0 * np.r_[half, -half[::-1]]], axis=1)
    assert mirror_symmetry.pattern(W1) == pytest.approx((2.0, 4.0, 0.0))


def test_antisymmetry_is_one_for_unrelated_weights_and_root_two_for_equal_ones():
    W1 = np.random.default_rng(0).normal(size=(6, 2000))
    assert mirror_symmetry.pattern(W1).antisymmetry == pytest.approx(1.0, abs=0.02)
    alike = np.concatenate([W1[:3], W1[2::-1]])
    with np.errstate(invalid="ignore"):
        assert mirror_symmetry.pattern(alike).antisymmetry == pytest.approx(np.sqrt(2.0))
