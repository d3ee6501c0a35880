"""A table of sixteen years that shows how many digits a least squares program keeps.

Longley, An appraisal of least squares programs for the electronic computer from the point of view
of the user (1967); the right answers, to fifteen digits, are certified by NIST's Statistical
Reference Datasets, which computed them with 500.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.lab.papers import returned
from tutor.ml import longley
from tutor.ml.least_squares import by_normal_equations, by_qr, digits_in_common

METHOD = "solve"
"""solve(X, y) -> b: (16, 7) and (16,) in; the seven coefficients out."""
reference = by_qr

CERTIFIED = np.array(
    [
        *(-3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683),
        *(-1.03322686717359, -0.511041056535807e-01, 1829.15146461355),
    ]
)


def measure(seed: int, method: Callable[..., Any] | None = None) -> dict[str, float]:
    """Fit the table once; nothing is drawn from the seed."""
    del seed
    X, y = longley.table()
    b = returned.floats((method or reference)(X.copy(), y.copy()), (7,), "coefficients", METHOD)
    left = y - X @ b
    single = by_normal_equations(X.astype(np.float32), y.astype(np.float32))
    return {
        "constant": float(b[0]),
        "population": float(b[5]),
        "year": float(b[6]),
        "residual_deviation": float(np.sqrt(left @ left / (len(y) - len(b)))),
        "fewest_digits": float(digits_in_common(b, CERTIFIED).min()),
        "year_by_normal_equations_32": float(single[6]),
    }
