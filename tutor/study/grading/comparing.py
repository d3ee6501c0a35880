"""Comparing what a function returned with what it should return: first the kind, then the numbers.

Tolerances are absolute. A float64 is asked wherever the wanted value is a float: a float32 has lost
half of its digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.study.grading.shown import shown, type_name
from tutor.study.grading.values import is_tensor


@dataclass(frozen=True)
class Wrong:
    """The first element that differs: where it is, what is there and what should be."""

    index: str
    given: str
    wanted: str


def kind_problem(value: Any, want: Any) -> str | None:
    """Say what is wrong with the type, the shape or the finiteness of `value`; None if nothing."""
    if isinstance(want, np.ndarray) or is_tensor(want):
        return _array_problem(value, want)
    if isinstance(want, tuple | list):
        kind = tuple if isinstance(want, tuple) else list
        if not isinstance(value, kind):
            return f"It returned {type_name(value)}; it should return {type_name(want)}."
        if len(value) != len(want):
            return f"It returned {len(value)} values; it should return {len(want)}."
        found = (
            (position, kind_problem(item, wanted))
            for position, (item, wanted) in enumerate(zip(value, want, strict=True))
        )
        return next((f"Part [{n}]: {problem}" for n, problem in found if problem), None)
    if isinstance(want, dict):
        return _dict_problem(value, want)
    if not _same_scalar_kind(value, want):
        extra = " " + _hint(value) if _hint(value) else ""
        return f"It returned {type_name(value)}; it should return {type_name(want)}.{extra}"
    if isinstance(want, float) and np.isfinite(want) and not np.isfinite(value):
        return f"It returned {shown(value)}, which is not a finite number."
    return None


def first_wrong(value: Any, want: Any, tol: float, at: str = "") -> Wrong | None:
    """Return the first element that differs by more than `tol`; the kinds are the same."""
    if isinstance(want, tuple | list):
        pairs = enumerate(zip(value, want, strict=True))
        found = (first_wrong(item, wanted, tol, f"{at}[{n}]") for n, (item, wanted) in pairs)
        return next(filter(None, found), None)
    if isinstance(want, dict):
        found = (first_wrong(value[key], want[key], tol, f"{at}[{key!r}]") for key in want)
        return next(filter(None, found), None)
    if isinstance(want, str) or want is None:
        return None if value == want else Wrong(at, shown(value), shown(want))
    given, wanted = np.asarray(value), np.asarray(want)
    if wanted.dtype.kind in "fiub" and given.dtype.kind in "fiub":
        near = np.isclose(given, wanted, rtol=0.0, atol=tol, equal_nan=True)
    else:
        near = given == wanted
    if near.all():
        return None
    index = tuple(int(i) for i in np.argwhere(~near)[0])
    where = at + (f"[{', '.join(map(str, index))}]" if index else "")
    return Wrong(where, shown(given[index]), shown(wanted[index]))


def same(value: Any, other: Any, tol: float) -> bool:
    """Say whether two values are of one kind and equal to within `tol`."""
    try:
        alike = kind_problem(value, other) is None or _both_unusual(value, other)
        return alike and first_wrong(value, other, tol) is None
    except (TypeError, ValueError, KeyError):  # an opaque value, or kinds that do not compare
        return False


def _array_problem(value: Any, want: Any) -> str | None:
    array = np.ndarray if isinstance(want, np.ndarray) else type(want)
    if not isinstance(value, array):
        extra = " " + _hint(value) if _hint(value) else ""
        asked = "an array" if array is np.ndarray else "a tensor"
        return f"It returned {type_name(value)}; it should return {asked}.{extra}"
    if tuple(value.shape) != tuple(want.shape):
        return (
            f"It returned an array of shape {tuple(value.shape)}; "
            f"the shape should be {tuple(want.shape)}."
        )
    if value.dtype != want.dtype:
        cure = " A float32 keeps only 7 digits." if "float32" in str(value.dtype) else ""
        return f"It returned {type_name(value)}; it should be {type_name(want)}.{cure}"
    given, wanted = np.asarray(value), np.asarray(want)
    if wanted.dtype.kind == "f":
        bad = ~np.isfinite(given) & np.isfinite(wanted)
        if bad.any():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            place = f"[{', '.join(map(str, index))}]"
            return f"Element {place} is {shown(given[index])}, which is not a finite number."
    return None


def _dict_problem(value: Any, want: dict[Any, Any]) -> str | None:
    if not isinstance(value, dict):
        return f"It returned {type_name(value)}; it should return a dict."
    if value.keys() != want.keys():
        return f"The keys are {shown(list(value))}; they should be {shown(list(want))}."
    found = ((key, kind_problem(value[key], want[key])) for key in want)
    return next((f"[{key!r}]: {problem}" for key, problem in found if problem), None)


def _same_scalar_kind(value: Any, want: Any) -> bool:
    if isinstance(value, np.ndarray):
        if value.shape:
            return False
        value = value[()]
    if isinstance(want, bool):
        return isinstance(value, bool | np.bool_)
    if isinstance(want, int | np.integer):
        return isinstance(value, int | np.integer) and not isinstance(value, bool)
    if isinstance(want, float):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return isinstance(value, float) or whole  # np.float64 is a float, np.float32 is not
    return type(value) is type(want)


def _hint(value: Any) -> str:
    if value is None:
        return "Is there a `return` on every way through?"
    if isinstance(value, list | tuple):
        return "`np.array(…)` makes an array of a list."
    if isinstance(value, np.floating | np.ndarray) and value.dtype == np.float32:
        return "A float32 keeps only 7 digits."
    return ""


def _both_unusual(value: Any, other: Any) -> bool:
    """Arrays that hold NaN or infinities at the same places compare too."""
    shapes = isinstance(value, np.ndarray) and isinstance(other, np.ndarray)
    return shapes and value.shape == other.shape and value.dtype == other.dtype
