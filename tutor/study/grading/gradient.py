"""The check of a gradient by value: against central differences of the loss, in float64.

    n_i = (f(x + h e_i) - f(x - h e_i)) / 2h,   |a - n| / max(1, |a|, |n|) < 1e-6

h = 1e-5 is near the best there is: a longer step bends away, a shorter one loses digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np

from tutor.study.exercises import Gradient
from tutor.study.grading.comparing import Wrong
from tutor.study.grading.exchange import Raised
from tutor.study.grading.golden import difference
from tutor.study.grading.sentences import about
from tutor.study.grading.shown import shown
from tutor.study.grading.subject import Subject
from tutor.study.grading.witness import Call, Function
from tutor.study.tables import LessonError, suggestion
from tutor.study.verdict import Check

NAME = "gradient"
H, TOLERANCE = 1e-5, 1e-6
JITTER = 0.1
"""Each case is also tried a little beside itself, where no golden value is known."""

Array = np.ndarray[Any, Any]


def gradient(subject: Subject) -> Iterator[Check]:
    """Check what the function returns against the slope of the loss, measured."""
    asked = subject.trusted.exercise.gradient
    if asked is None:
        return
    loss = subject.trusted.named(asked.loss)
    places = [_place(subject, name) for name in asked.wrt]
    for call in _calls(subject, places):
        if isinstance(call.error, Raised):
            yield Check(NAME, False, f"{about(call.error)}\n  called as: {call}")
            return
        for nth, (name, place) in enumerate(zip(asked.wrt, places, strict=True)):
            measured = numeric(loss, call.args, place)
            given = _part(call.value, asked, nth)
            wrong = _first_wrong(given, measured)
            if wrong is not None:
                say = difference(call, f"{shown(measured)} for `{name}`", wrong, TOLERANCE)
                yield Check(NAME, False, f"{say} (relative; measured with h = {H:g})")
                return
    yield Check(NAME, True, f"agrees with central differences to {TOLERANCE:g}")


def numeric(loss: Function, args: tuple[Any, ...], place: int) -> Array:
    """Measure the slope of `loss` by the argument at `place`; it has that argument's shape."""
    x = np.array(args[place], dtype=np.float64)
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above, below = (_value(loss, args, place, x, index, sign * H) for sign in (1, -1))
        slopes[index] = (above - below) / (2 * H)
    return slopes


def _value(
    loss: Function, args: tuple[Any, ...], place: int, x: Array, index: tuple[int, ...], by: float
) -> float:
    moved = x.copy()
    moved[index] += by
    others = list(deepcopy(args))
    others[place] = moved if isinstance(args[place], np.ndarray) else float(moved)
    return float(loss(*others))


def _calls(subject: Subject, places: list[int]) -> Iterator[Call]:
    rng = np.random.default_rng(0)
    for _, _, call in subject.cases:
        yield call
        beside = list(call.args)
        for place in places:
            noise = JITTER * rng.normal(size=np.shape(beside[place]))
            moved = beside[place] + noise
            beside[place] = moved if isinstance(call.args[place], np.ndarray) else float(moved)
        made = subject.call(tuple(beside))
        subject.observed.append(made)
        yield made


def _first_wrong(given: Any, measured: Array) -> Wrong | None:
    try:
        a = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        return Wrong("the gradient", shown(given), shown(measured))
    if a.shape != measured.shape:
        return Wrong("the shape", str(a.shape), str(measured.shape))
    error = np.abs(a - measured) / np.maximum(1.0, np.maximum(np.abs(a), np.abs(measured)))
    bad = np.argwhere(~(error < TOLERANCE))
    if not len(bad):
        return None
    index = tuple(int(i) for i in bad[0])
    where = f"[{', '.join(map(str, index))}]" if index else ""
    return Wrong(where, shown(a[index]), shown(measured[index]))


def _part(value: Any, asked: Gradient, nth: int) -> Any:
    if asked.part is None and len(asked.wrt) == 1:
        return value
    position = (asked.part or 0) + nth
    return value[position] if isinstance(value, tuple | list) and position < len(value) else None


def _place(subject: Subject, name: str) -> int:
    parameters = subject.trusted.parameters
    if name not in parameters:
        near = suggestion(name, parameters)
        raise LessonError(f"{subject.trusted.folder}: the gradient is by `{name}`, which is no "
                          f"parameter of {subject.trusted.exercise.function}{near}")  # fmt: skip
    return parameters.index(name)
