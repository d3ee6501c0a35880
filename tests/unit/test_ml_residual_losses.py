"""What a miss costs, against torch's losses and against central differences."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from sklearn.linear_model import QuantileRegressor

from tutor.ml import ames, linear, residual_losses
from tutor.ml.standardizing import standardized

RESIDUALS = np.array([-3.0, -0.7, -0.2, 0.1, 0.49, 0.8, 5.0])


def torchs(kind):
    r, zero = torch.tensor(RESIDUALS), torch.zeros(7, dtype=torch.float64)
    loss = {
        "squared": torch.nn.MSELoss(reduction="none"),
        "absolute": torch.nn.L1Loss(reduction="none"),
        "huber": torch.nn.HuberLoss(reduction="none", delta=residual_losses.DELTA),
    }[kind]
    return loss(r, zero).numpy() * (2 if kind == "huber" else 1)


@pytest.mark.parametrize("kind", residual_losses.KINDS)
def test_the_cost_is_torchs(kind):
    assert_allclose(residual_losses.cost(kind, RESIDUALS), torchs(kind))


@pytest.mark.parametrize("kind", residual_losses.KINDS)
def test_slope_and_curvature_are_the_derivatives(kind):
    h = 1e-5
    cost = [residual_losses.cost(kind, RESIDUALS + step) for step in (-h, 0.0, h)]
    slope = residual_losses.slope(kind, RESIDUALS)
    assert_allclose(slope, (cost[2] - cost[0]) / (2 * h), atol=1e-8)
    bend = [residual_losses.slope(kind, RESIDUALS + step) for step in (-h, h)]
    curvature = residual_losses.curvature(kind, RESIDUALS)
    assert_allclose(curvature, (bend[1] - bend[0]) / (2 * h), atol=1e-6)


@pytest.mark.parametrize("kind", residual_losses.KINDS)
def test_the_gradient_is_the_slope_of_the_mean_cost(kind):
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(30, 3)), rng.normal(size=30), rng.normal(size=3)
    h = 1e-6
    measured = [
        (
            residual_losses.mean_cost(kind, X, y, w + h * e)
            - residual_losses.mean_cost(kind, X, y, w - h * e)
        )
        / (2 * h)
        for e in np.eye(3)
    ]
    assert_allclose(residual_losses.gradient(kind, X, y, w), measured, atol=1e-7)


def test_squared_is_the_mean_squared_error():
    rng = np.random.default_rng(1)
    X, y, w = rng.normal(size=(30, 3)), rng.normal(size=30), rng.normal(size=3)
    assert residual_losses.mean_cost("squared", X, y, w) == pytest.approx(linear.mse(X, y, w))
    wanted = linear.mse_gradient(X, y, w)
    assert_allclose(residual_losses.gradient("squared", X, y, w), wanted)


def test_descent_on_absolute_misses_finds_the_exact_bottom_of_a_linear_program():
    X = standardized(ames.columns(["area", "Overall.Qual"]))[::10]
    y = ames.prices()[::10] / 1e5 - 1.808
    w = np.zeros(2)
    for lr in np.geomspace(0.1, 1e-4, 3000):
        w = w - lr * residual_losses.gradient("absolute", X, y, w)
    exact = QuantileRegressor(quantile=0.5, alpha=0.0, fit_intercept=False).fit(X, y).coef_
    assert_allclose(w, exact, atol=0.003)
