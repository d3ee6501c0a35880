"""Records: what one step measured, as numbers and arrays by name, NumPy's or torch's."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from tutor.engine.panels import Array

Record = Mapping[str, Any]

RESERVED = ("step", "state", "digest")
"""Names that the ledger's lines use themselves."""
NUMERIC = "biuf"


class RecordError(ValueError):
    """A step returned something that is no record, or one unlike the first."""


def check_column(name: str, value: Any) -> Array:
    """Return a value of the first record as an array; raise `RecordError` if it cannot be kept."""
    array = plain(value)
    if array.dtype.kind not in NUMERIC:
        raise RecordError(f"{name} is a {type(value).__name__}: a record holds numbers and arrays")
    if name in RESERVED:
        raise RecordError(f"a record cannot have a {name!r}: the ledger's lines have their own")
    return array


def plain(value: Any) -> Array:
    """Return a number, array or tensor as a NumPy array, off its graph and on the CPU."""
    if type(value) is np.ndarray:
        return value
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.asarray(value)


def number(value: Any) -> float:
    """Return a number, of whatever library, as a float."""
    return float(value if isinstance(value, float) else plain(value))


def is_finite(array: Array) -> bool:
    """Say whether an array is free of infinities and NaN."""
    if array.size <= 16:  # a Python loop is several times quicker than NumPy on so few
        return all(map(isfinite, (array if array.ndim == 1 else array.ravel()).tolist()))
    return bool(np.isfinite(array).all())
