"""Numbers as people write them: few digits, no noise, `2.2e-9` and not `2.2000000000000002e-09`."""

from __future__ import annotations

import math
from collections.abc import Sequence

FIXED = (1e-3, 1e6)
"""Sizes that are written without an exponent."""


def number(value: float) -> str:
    """Write `value` in 4 significant digits at most, 3 with an exponent; whole numbers in full."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if value == int(value) and abs(value) < FIXED[1]:
        return str(int(value))
    if not FIXED[0] <= abs(value) < FIXED[1]:
        return _scientific(value, 3)
    decimals = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def same_decimals(values: Sequence[float]) -> list[str]:
    """Write values of a kind so that their decimal points stand under each other."""
    texts = [number(value) for value in values]
    if any("e" in text for text in texts):
        return same_digits(values)
    decimals = max((_decimals(text) for text in texts), default=0)
    return [
        f"{value:.{decimals}f}" if math.isfinite(value) else text
        for value, text in zip(values, texts, strict=True)
    ]


def same_digits(values: Sequence[float]) -> list[str]:
    """Write values of any size with one number of significant digits; whole ones in full."""
    texts = [number(value) for value in values]
    digits = max((_digits(text) for text in texts if "." in text), default=1)
    written = []
    for value, text in zip(values, texts, strict=True):
        if not math.isfinite(value) or (value == int(value) and digits == 1):
            written.append(text)
        elif value == 0 or FIXED[0] <= abs(value) < FIXED[1]:
            size = math.floor(math.log10(abs(value))) if value else 0
            written.append(f"{value:.{max(0, digits - 1 - size)}f}")
        else:
            written.append(_scientific(value, digits, strip=False))
    return written


def _scientific(value: float, digits: int, strip: bool = True) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if strip and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _digits(text: str) -> int:
    return len(text.partition("e")[0].replace("-", "").replace(".", "").lstrip("0"))
