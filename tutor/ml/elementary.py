"""Elementary functions of one float, total as IEEE 754 has them: 1/0 is inf, log(-1) is NaN.

Python's own raise there. A number that has left the floats is a result here: a run that meets it
can be stopped, told and taken back.
"""

from __future__ import annotations

import math

INF, NAN = math.inf, math.nan


def divide(a: float, b: float) -> float:
    """Return a / b."""
    if b:
        return a / b
    return NAN if a == 0.0 or math.isnan(a) else math.copysign(INF, a) * math.copysign(1.0, b)


def power(x: float, exponent: float) -> float:
    """Return x to the power of `exponent`; NaN where only a complex number would do."""
    try:
        return math.pow(x, exponent)
    except OverflowError:
        return -INF if x < 0.0 and exponent % 2.0 == 1.0 else INF
    except ValueError:
        if x:
            return NAN
        return math.copysign(INF, x) if exponent % 2.0 == 1.0 else INF


def exp(x: float) -> float:
    """Return e to the power of x."""
    try:
        return math.exp(x)
    except OverflowError:
        return INF


def log(x: float) -> float:
    """Return the natural logarithm."""
    if x > 0.0:
        return math.log(x)
    return -INF if x == 0.0 else NAN


def sqrt(x: float) -> float:
    """Return the root that is not negative."""
    return NAN if x < 0.0 else math.sqrt(x)


def sin(x: float) -> float:
    """Return the sine of x in radians."""
    return NAN if math.isinf(x) else math.sin(x)


def cos(x: float) -> float:
    """Return the cosine of x in radians."""
    return NAN if math.isinf(x) else math.cos(x)
