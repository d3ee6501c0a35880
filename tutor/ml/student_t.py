"""Student's t distribution for whole degrees of freedom, in closed form.

With θ = arctan(t/√ν), the probability A that |T| stays within t is a finite sum:

    ν = 1:      A = 2/π θ
    ν = 3, 5…:  A = 2/π (θ + sin θ (cos θ + 2/3 cos³θ + 2/3·4/5 cos⁵θ + … to cos^(ν-2) θ))
    ν = 2, 4…:  A = sin θ (1 + 1/2 cos²θ + 1/2·3/4 cos⁴θ + … to cos^(ν-2) θ)

It is what the mean of n normal numbers, measured in its own standard error, follows with ν = n - 1.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from functools import cache
from math import atan2, cos, nextafter, pi, sin, sqrt, tan

HALVINGS = 80
"""Enough to bring a quarter turn down to the last bit."""


def within(t: float, df: int) -> float:
    """Return P(|T| <= t) for t >= 0 and `df` degrees of freedom, a whole number from 1."""
    if df < 1 or t < 0:
        raise ValueError(f"t = {t} with {df} degrees of freedom: expected t >= 0 and df >= 1")
    return _within_angle(atan2(t, sqrt(df)), df)


def two_sided_p(t: float, df: int) -> float:
    """Return P(|T| >= |t|): the p-value of a t statistic, to about 1e-15 absolute."""
    return max(0.0, 1.0 - within(abs(t), df))


@cache  # a live picture asks for the same one at every frame
def critical(coverage: float, df: int) -> float:
    """Return the t with P(|T| <= t) = coverage, for 0 < coverage < 1."""
    if not 0 < coverage < 1:
        raise ValueError(f"coverage = {coverage}: expected a number between 0 and 1")
    low, high = 0.0, nextafter(pi / 2, 0)
    for _ in range(HALVINGS):  # A rises with the angle
        middle = (low + high) / 2
        if _within_angle(middle, df) < coverage:
            low = middle
        else:
            high = middle
    return sqrt(df) * tan(high)


def _within_angle(angle: float, df: int) -> float:
    """Return A as a function of θ."""
    square = cos(angle) ** 2
    odd = df % 2
    term = cos(angle) if odd else 1.0
    total = 0.0 if df == 1 else term
    for k in range(2 + odd, df - 1, 2):  # each term is the last one times (k-1)/k cos²θ
        term *= (k - 1) / k * square
        total += term
    total *= sin(angle)
    return min(1.0, 2 / pi * (angle + total) if odd else total)
