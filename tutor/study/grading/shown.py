"""Values as a learner reads them in a sentence: short, and exact enough to see what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.study.grading.handles import Remote, type_of
from tutor.study.grading.values import Opaque, is_tensor

WIDEST = 160
DIGITS = 12


def shown(value: Any) -> str:
    """Return a value in a line."""
    if isinstance(value, np.ndarray) and value.size > WIDEST // 4:
        return _shortened(f"an array of shape {value.shape}: {_nested(value.reshape(-1)[:40])}")
    return _shortened(_text(value))


def call(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return a call as it would be written."""
    named = [f"{name}={shown(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join([*map(shown, args), *named])})"


def elements(value: Any) -> int:
    """Return how many numbers, or other single values, a value holds."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(elements, value.values()))
    return sum(map(elements, value)) if isinstance(value, list | tuple | set) else 1


def type_name(value: Any) -> str:
    """Return what kind of value it is, with its article."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"a value of type {value.type}"
    if isinstance(value, Remote):
        return type_of(value)
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}" if value.shape else f"a single {value.dtype}"
    if is_tensor(value):
        return f"a tensor of {str(value.dtype).removeprefix('torch.')}"
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _nested(value)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return _number(float(value))
    if isinstance(value, int | np.integer):
        return str(int(value)) if abs(int(value)) < 10**30 else hex(int(value))
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_text, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, Opaque):
        return value.text
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    return repr(value)


def _nested(array: np.ndarray[Any, Any]) -> str:
    return _text(array.tolist())


def _number(x: float) -> str:
    short = f"{x:.{DIGITS}g}"
    return short if any(c in short for c in ".en") else f"{short}.0"


def _shortened(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 2]} …"
