"""Surfaces of two variables on which optimizers are raced, each with its slope in closed form.

Test functions have names because people keep meeting the same difficulty: a curved valley, several
minima, ripples, a pass. Each works on floats and on arrays, so a map is one call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml.expressions import Expression, ExpressionError

Array = npt.NDArray[Any]
Range = tuple[float, float]


class Surface(NamedTuple):
    """A function f(x, y), its slope, and the piece of the plane that is worth seeing.

    value: of floats or arrays (…) -> (…). slope: of two floats -> (∂f/∂x, ∂f/∂y). floor: the lowest
    value there is, None where there is none or it is not known. minima: where that is.
    """

    value: Callable[[Any, Any], Any]
    slope: Callable[[float, float], tuple[float, float]]
    start: tuple[float, float]
    x_range: Range
    y_range: Range
    floor: float | None
    minima: tuple[tuple[float, float], ...] = ()

    def gradient(self, w: Array) -> Array:
        """Return the slope at w. (2,) -> (2,)."""
        return np.array(self.slope(float(w[0]), float(w[1])))

    def heights(self) -> Array:
        """Return f over the map, row 0 at the lowest y. The array is shared, so read-only."""
        return _heights(self)


@lru_cache(maxsize=16)
def _heights(surface: Surface, n: int = 64) -> Array:
    x, y = np.meshgrid(np.linspace(*surface.x_range, n), np.linspace(*surface.y_range, n))
    with np.errstate(all="ignore"):
        found = np.array(surface.value(x, y), np.float64)  # (n, n)
    found.flags.writeable = False
    return found


STEEPNESS = 100.0
"""The ravine's condition number: its curvatures are 1 and 100."""
FLAT, STEEP = 1e-6, 1e6
"""The two slopes of the tilted plane."""
TURN = 2.0 * np.pi


# f = 1/2 (x² + 100 y²)
RAVINE = Surface(
    lambda x, y: 0.5 * (x * x + STEEPNESS * y * y),
    lambda x, y: (x, STEEPNESS * y),
    start=(-1.6, 0.8),
    x_range=(-2.0, 2.0),
    y_range=(-1.0, 1.0),
    floor=0.0,
    minima=((0.0, 0.0),),
)

# f = (1 - x)² + 100 (y - x²)²: Rosenbrock, An automatic method (1960)
ROSENBROCK = Surface(
    lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2,
    lambda x, y: (-2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)),
    start=(-1.2, 1.0),
    x_range=(-2.0, 2.0),
    y_range=(-1.0, 3.0),
    floor=0.0,
    minima=((1.0, 1.0),),
)


def _beale(x: float, y: float) -> tuple[float, float]:
    # f = Σ r_k²  with  r_k = c_k - x (1 - yᵏ),  so  ∂f/∂x = -2 Σ r_k (1 - yᵏ)
    c = (1.5, 2.25, 2.625)
    r = [c[k - 1] - x * (1.0 - y**k) for k in (1, 2, 3)]
    by_x = sum(-2.0 * r[k - 1] * (1.0 - y**k) for k in (1, 2, 3))
    by_y = sum(2.0 * r[k - 1] * x * k * y ** (k - 1) for k in (1, 2, 3))
    return by_x, by_y


# Beale, On an iterative method for finding a local minimum (1958)
BEALE = Surface(
    lambda x, y: (
        (1.5 - x * (1.0 - y)) ** 2
        + (2.25 - x * (1.0 - y * y)) ** 2
        + (2.625 - x * (1.0 - y * y * y)) ** 2
    ),
    _beale,
    start=(0.0, -1.0),
    x_range=(-1.0, 4.0),
    y_range=(-1.5, 1.5),
    floor=0.0,
    minima=((3.0, 0.5),),
)

# f = (x² + y - 11)² + (x + y² - 7)²: Himmelblau, Applied Nonlinear Programming (1972)
HIMMELBLAU = Surface(
    lambda x, y: (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2,
    lambda x, y: (
        4.0 * x * (x * x + y - 11.0) + 2.0 * (x + y * y - 7.0),
        2.0 * (x * x + y - 11.0) + 4.0 * y * (x + y * y - 7.0),
    ),
    start=(-0.3, -0.9),
    x_range=(-5.0, 5.0),
    y_range=(-5.0, 5.0),
    floor=0.0,
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
)

# f = 20 + x² - 10 cos 2πx + y² - 10 cos 2πy: Rastrigin, Systems of extremal control (1974)
RASTRIGIN = Surface(
    lambda x, y: 20.0 + x * x - 10.0 * np.cos(TURN * x) + y * y - 10.0 * np.cos(TURN * y),
    lambda x, y: (
        float(2.0 * x + 10.0 * TURN * np.sin(TURN * x)),
        float(2.0 * y + 10.0 * TURN * np.sin(TURN * y)),
    ),
    start=(-2.7, 1.8),
    x_range=(-3.5, 3.5),
    y_range=(-3.5, 3.5),
    floor=0.0,
    minima=((0.0, 0.0),),
)

# f = 1/2 (x² - y²) + y⁴/4: a pass at the origin, and a way down on both sides of it
SADDLE = Surface(
    lambda x, y: 0.5 * (x * x - y * y) + 0.25 * y**4,
    lambda x, y: (x, y**3 - y),
    start=(-1.5, 0.001),
    x_range=(-2.0, 2.0),
    y_range=(-1.5, 1.5),
    floor=-0.25,
    minima=((0.0, 1.0), (0.0, -1.0)),
)

# f = 10⁻⁶ x + 10⁶ y: a tilted plane without a bottom, its slopes twelve powers of ten apart
SLOPES = Surface(
    lambda x, y: FLAT * x + STEEP * y,
    lambda x, y: (FLAT, STEEP),
    start=(0.0, 0.0),
    x_range=(-2.0, 2.0),
    y_range=(-2.0, 2.0),
    floor=None,
)

SURFACES = {
    "ravine": RAVINE,
    "Rosenbrock": ROSENBROCK,
    "Beale": BEALE,
    "Himmelblau": HIMMELBLAU,
    "Rastrigin": RASTRIGIN,
    "saddle": SADDLE,
    "slopes": SLOPES,
}


@lru_cache(maxsize=32)
def typed(formula: str) -> Surface:
    """Return the surface of a formula in x and y; raise `ExpressionError` where it is none."""
    f = Expression(formula, ("x", "y"))

    def slope(x: float, y: float) -> tuple[float, float]:
        by_x, by_y = f.gradient(x, y)
        return float(by_x), float(by_y)

    return Surface(f.value, slope, (-1.5, 1.2), (-2.0, 2.0), (-2.0, 2.0), floor=None)


def typed_or_flat(formula: str) -> tuple[Surface, str]:
    """Return the surface of a formula and no complaint, or a flat one and what is wrong."""
    flat = typed("0*x*y")
    try:
        surface = typed(formula)
    except ExpressionError as error:
        return flat, str(error)
    start = surface.start
    if not np.isfinite([surface.value(*start), *surface.slope(*start)]).all():
        return flat, f"{formula!r} has no finite height and slope at the start, {start}"
    return surface, ""
