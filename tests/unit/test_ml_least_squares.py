"""Least squares in two ways, held against exact fractions on Longley's table."""

from fractions import Fraction

import numpy as np
import pytest

from tutor.lab.papers.measures import longley_1967
from tutor.ml import longley
from tutor.ml.least_squares import by_normal_equations, by_qr, digits_in_common


def exactly(X, y):
    """Solve the normal equations in fractions, by elimination: no rounding anywhere."""
    X = [[Fraction(str(x)) for x in row] for row in X.tolist()]
    y = [Fraction(str(one)) for one in y.tolist()]
    d = len(X[0])
    rows = [
        [sum(row[i] * row[j] for row in X) for j in range(d)]
        + [sum(row[i] * one for row, one in zip(X, y, strict=True))]
        for i in range(d)
    ]
    for i in range(d):
        rows[i] = [entry / rows[i][i] for entry in rows[i]]
        for k in range(d):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return np.array([float(row[-1]) for row in rows])


def test_the_certified_values_are_the_exact_solution_of_the_table():
    certified = longley_1967.CERTIFIED
    np.testing.assert_allclose(exactly(*longley.table()), certified, rtol=2e-15 * 5)


def test_qr_keeps_ten_digits_of_longleys_table_and_the_normal_equations_three_fewer():
    X, y = longley.table()
    right = exactly(X, y)
    kept = digits_in_common(by_qr(X, y), right).min()
    lost = kept - digits_in_common(by_normal_equations(X, y), right).min()
    assert kept > 10
    assert lost > 2


def test_in_single_precision_the_normal_equations_keep_none():
    X, y = (array.astype(np.float32) for array in longley.table())
    right = exactly(*longley.table())
    assert digits_in_common(by_normal_equations(X, y), right).max() < 1
    assert digits_in_common(by_qr(X, y), right).min() > 4


@pytest.mark.parametrize("solve", [by_qr, by_normal_equations])
def test_where_columns_differ_both_are_numpys(solve):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 4)), rng.normal(size=30)
    np.testing.assert_allclose(solve(X, y), np.linalg.lstsq(X, y)[0], atol=1e-13)


def test_digits_in_common_are_counted():
    right = np.array([3.0, -2000.0, 1.0])
    found = np.array([3.003, -2000.0, 9.0])
    assert digits_in_common(found, right) == pytest.approx([3.0, 15.0, -0.90308998699])
