"""Random cosines: their dot product is a Gaussian of the distance, as nearly as there are many."""

import numpy as np
import pytest

from tutor.ml.random_fourier_features import directions, features


def gaussian(X, bandwidth):
    distances = np.linalg.norm(X[:, None] - X[None], axis=2)
    return np.exp(-(distances**2) / (2.0 * bandwidth**2))


@pytest.mark.parametrize("bandwidth", [0.5, 2.0])
def test_dot_products_are_the_gaussian_kernel(bandwidth):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(12, 4))
    F = features(X, directions(4, 40_000, bandwidth, rng))
    kernel = gaussian(X, bandwidth)
    np.testing.assert_allclose(F @ F.T, kernel, atol=0.03)  # four standard errors of a mean


def test_the_error_falls_with_the_root_of_how_many_there_are():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(30, 4))
    kernel = gaussian(X, 1.0)

    def error(N):
        F = features(X, directions(4, N, 1.0, rng))
        return np.sqrt(np.mean((F @ F.T - kernel) ** 2))

    assert error(100) / error(10_000) == pytest.approx(10.0, rel=0.25)


def test_every_point_has_length_one():
    X = np.random.default_rng(2).normal(size=(5, 3))
    F = features(X, directions(3, 10, 1.0, np.random.default_rng(3)))
    assert F.shape == (5, 10)
    np.testing.assert_allclose((F * F).sum(axis=1), 1.0)


def test_an_odd_number_is_refused():
    with pytest.raises(ValueError, match=r"7 features are no pairs .* give an even N"):
        directions(3, 7, 1.0, np.random.default_rng(0))
