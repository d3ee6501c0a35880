"""What a method gave back, looked at before it is used: a reader's own function may be wrong.

A wrong shape would otherwise be spread to all rows by NumPy without a word, and a number that is
not finite would come back as a row of nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def alike(
    value: Any, shape: tuple[int, ...], names: tuple[str, ...], method: str
) -> tuple[Array, ...]:
    """Return the arrays that a method gave back, one for each name and each of that shape."""
    if not isinstance(value, tuple | list) or len(value) != len(names):
        given = f"{len(value)} of them" if isinstance(value, tuple | list) else _kind(value)
        raise ValueError(
            f"{method} returned {given}: {len(names)} are needed, ({', '.join(names)})"
        )
    return tuple(floats(v, shape, name, method) for v, name in zip(value, names, strict=True))


def one(value: Any, name: str, method: str) -> float:
    """Return the value as a float, if it is one finite number."""
    return float(floats(value, (), name, method))


def floats(value: Any, shape: tuple[int, ...], name: str, method: str) -> Array:
    """Return the value as float64, if it has that shape and is finite in every entry."""
    array = _array(value, shape, name, method)
    if not np.isfinite(array).all():
        raise ValueError(f"{method} returned {name} with an entry that is not finite")
    return array


def whole(
    value: Any, shape: tuple[int, ...], below: int, name: str, method: str
) -> npt.NDArray[np.int64]:
    """Return the value as int64, if it has that shape and its entries are 0 to below - 1."""
    array = _array(value, shape, name, method)
    if not ((array == np.floor(array)) & (array >= 0) & (array < below)).all():
        raise ValueError(f"{method} returned {name} that are not all whole, from 0 to {below - 1}")
    return array.astype(np.int64)


def _array(value: Any, shape: tuple[int, ...], name: str, method: str) -> Array:
    try:
        array: Array | None = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        array = None  # text, rows of different lengths
    if value is None or array is None:
        raise ValueError(f"{method} returned {_kind(value)} as {name}: return an array of numbers")
    if array.shape != shape:
        raise ValueError(f"{method} returned {name} of shape {array.shape}: {shape} is needed")
    return array


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"
