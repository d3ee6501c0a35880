"""What a script gives the recorder, checked: what cannot be written down is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

from tutor.engine.parameters import Value
from tutor.engine.record import RESERVED


def check_given(model: Any, seed: int, params: Mapping[str, Value]) -> None:
    """Raise `TypeError` for what is no model, no seed or no parameter's value."""
    if not hasattr(model, "named_modules"):
        raise TypeError(f"record takes a torch.nn.Module, not a {type(model).__name__}")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise TypeError(f"seed={seed!r}: give the whole number that the script has seeded with")
    for name, value in params.items():
        if not isinstance(value, bool | int | float | str):
            kind = type(value).__name__
            raise TypeError(f"params: {name} is a {kind}; give numbers, texts and booleans")


def number(name: str, value: Any) -> float:
    """Return a number for the ledger; NaN has one meaning and one spelling."""
    if name in RESERVED:
        raise ValueError(f"run.step({name}=…): the ledger's lines have their own {name!r}")
    try:
        found = float(value.detach() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(f"run.step({name}=…): expected one number, got {error}") from error
    return nan if found != found else found
