"""What the two sides of a checkpoint agree on: names of code, and what an object's content is."""

from __future__ import annotations

import weakref
from typing import Any

Node = Any
"""A JSON value; everything but a plain scalar is an object with its kind under "k"."""

FACTORIES = {kind.__name__: kind for kind in (list, dict, set, int, float)}
"""What a defaultdict may make: nothing else can be named without naming code."""

HEAP_TYPE = 1 << 9
"""CPython's flag of a class that was made by a class statement."""

ABSENT = object()
"""Stands where the simulation begun afresh has nothing in a place."""


class Unrestorable(ValueError):
    """The state does not fit the simulation; the message says what of it."""


def callable_by_name(value: Any) -> bool:
    """Say whether a value is code with a name: a function, a method, a ufunc."""
    return callable(value) and hasattr(value, "__name__")


def qualified(value: Any) -> str:
    """Return the name under which code is compared, and never looked up."""
    if isinstance(value, weakref.ref):
        return "weakref"
    name = getattr(value, "__qualname__", None) or value.__name__
    return f"{getattr(value, '__module__', None)}.{name}"


def attributes_of(value: Any) -> dict[str, Any] | None:
    """Return an object's attributes, slots included; None where its content is out of reach."""
    slots = [
        name
        for owner in type(value).__mro__
        for name in _listed(vars(owner).get("__slots__", ()))
        if name not in ("__dict__", "__weakref__")
    ]
    if not slots and not hasattr(value, "__dict__"):
        return None
    if not _plain_memory(type(value)):
        return None
    found = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return {**found, **getattr(value, "__dict__", {})}


def _plain_memory(kind: type) -> bool:
    """Say whether a class and all it inherits from were written in Python."""
    return all(owner is object or bool(owner.__flags__ & HEAP_TYPE) for owner in kind.__mro__)


def _listed(slots: Any) -> tuple[str, ...]:
    return (slots,) if isinstance(slots, str) else tuple(slots)
