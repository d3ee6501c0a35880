"""The test surfaces: slopes against differences, minima where the literature has them."""

import numpy as np
import pytest

from tutor.ml import surfaces
from tutor.ml.expressions import ExpressionError

ALL = {**surfaces.SURFACES, "typed": surfaces.typed("sin(x)*y**2 + exp(-x*x)")}


@pytest.mark.parametrize("name", ALL)
def test_the_slope_is_what_differences_measure(name):
    surface, rng, h = ALL[name], np.random.default_rng(0), 1e-5
    for _ in range(50):
        w = rng.uniform(*np.transpose([surface.x_range, surface.y_range]))
        for axis, slope in enumerate(surface.gradient(w)):
            up, down = w.copy(), w.copy()
            up[axis] += h
            down[axis] -= h
            numeric = (surface.value(*up) - surface.value(*down)) / (2 * h)
            scale = max(1.0, abs(slope), abs(surface.value(*w)) * 1e-4)
            assert abs(slope - numeric) / scale < 1e-6


@pytest.mark.parametrize("name", surfaces.SURFACES)
def test_the_minima_are_flat_and_at_the_floor(name):
    surface = surfaces.SURFACES[name]
    for place in surface.minima:
        assert np.abs(surface.gradient(np.array(place))).max() < 1e-12
        assert surface.value(*place) == pytest.approx(surface.floor, abs=1e-12)
    if surface.floor is not None:
        assert surface.heights().min() >= surface.floor


@pytest.mark.parametrize("name", ALL)
def test_the_map_shows_start_and_minima_and_holds_the_heights(name):
    surface = ALL[name]
    for x, y in (surface.start, *surface.minima):
        assert surface.x_range[0] <= x <= surface.x_range[1]
        assert surface.y_range[0] <= y <= surface.y_range[1]
    heights = surface.heights()
    assert heights.shape == (64, 64)
    assert heights[0, 63] == surface.value(surface.x_range[1], surface.y_range[0])


def test_the_ravine_is_a_hundred_times_as_steep_across():
    assert surfaces.RAVINE.gradient(np.array([1.0, 1.0])).tolist() == [1.0, 100.0]


def test_what_is_no_formula_is_flat_and_told():
    surface, complaint = surfaces.typed_or_flat("x +")
    assert "cannot be read" in complaint
    assert not surface.heights().any()
    assert surfaces.typed_or_flat("x*y")[1] == ""
    assert "at the start" in surfaces.typed_or_flat("log(x)")[1]


def test_a_typed_formula_is_checked_first():
    with pytest.raises(ExpressionError, match="no variable 'z'"):
        surfaces.typed("x + z")
