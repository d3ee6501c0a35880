"""The values of a golden case: from TOML to what the function gets and what it should return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

Named = Callable[[str], Any]


def build(value: Any, named: Named) -> Any:
    """Return the value that a piece of TOML stands for; `named` finds the function "@name"."""
    if isinstance(value, str):
        return named(value[1:]) if value.startswith("@") else value
    if isinstance(value, list):
        return np.array(value) if is_array(value) else [build(item, named) for item in value]
    if isinstance(value, dict):
        return _table(value, named)
    return value


def is_array(value: Any) -> bool:
    """Say whether a list is even and of numbers only, which makes it an array."""
    try:
        return np.array(value).dtype.kind in "if" and not _holds_truth(value)
    except ValueError:  # rows of different lengths
        return False


def _table(value: Mapping[str, Any], named: Named) -> Any:
    if len(value) == 1:
        (kind, items), *_ = value.items()
        if kind == "list" and isinstance(items, list):
            return _plain(items, named)
        if kind == "tuple" and isinstance(items, list):
            return tuple(build(item, named) for item in items)
        if kind == "tensor":
            torch = import_module("torch")
            return torch.from_numpy(np.array(items))
    return {key: build(item, named) for key, item in value.items()}


def _plain(value: Any, named: Named) -> Any:
    """Lists within a list stay lists."""
    if isinstance(value, list):
        return [_plain(item, named) for item in value]
    return build(value, named)


def _holds_truth(value: Any) -> bool:
    return any(map(_holds_truth, value)) if isinstance(value, list) else isinstance(value, bool)
