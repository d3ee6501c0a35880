"""The sum that sets two groups apart best: no other does better."""

import numpy as np
import pytest

from tutor.ml import iris
from tutor.ml.fisher_discriminant import discriminant, scatter


def separation(weights, A, B):
    a, b = A @ weights, B @ weights
    return (b.mean() - a.mean()) ** 2 / (a.var() * len(a) + b.var() * len(b))


def test_no_other_sum_sets_the_species_further_apart():
    A, B, _ = iris.load()
    weights = discriminant(A, B)
    best = separation(weights, A, B)
    rng = np.random.default_rng(0)
    for size in (1.0, 0.1, 1e-3):
        for change in rng.normal(size=(100, 4)) * size * np.abs(weights):
            assert separation(weights + change, A, B) < best
    # S λ = d, so the ratio at its largest is d · λ
    assert best == pytest.approx((B.mean(axis=0) - A.mean(axis=0)) @ weights)


def test_every_setosa_is_on_one_side_and_every_versicolor_on_the_other():
    A, B, _ = iris.load()
    weights = discriminant(A, B)
    assert (A @ weights).max() < (B @ weights).min()


def test_scatter_is_the_covariance_times_its_degrees_of_freedom():
    A = iris.load().virginica
    np.testing.assert_allclose(scatter(A), np.cov(A.T) * 49)


def test_the_irises_have_fishers_means():
    # his table II
    means = [group.mean(axis=0) for group in iris.load()[:2]]
    np.testing.assert_allclose(means[0], [5.006, 3.428, 1.462, 0.246])
    np.testing.assert_allclose(means[1], [5.936, 2.770, 4.260, 1.326])
    assert [len(group) for group in iris.load()] == [50, 50, 50]
    with pytest.raises(ValueError, match="read-only"):
        iris.load().setosa[0, 0] = 9.0
