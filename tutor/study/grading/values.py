"""Python values as data for the wire, and back: types and dtypes survive, code does not travel.

A function travels as a number, and so do classes, their objects and iterators (see `handles`). The
side that owns such a thing keeps it and is asked for every use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from tutor.engine.wire import pack
from tutor.study.grading.handles import kind_of

DEEPEST = 20
"""Lists inside one another; a list that holds itself has no end."""
LONGEST_TEXT = 200
SMALL = 2**63
KINDS = "biufSU"
"""NumPy's letters for the dtypes that hold data and no Python objects."""
LARGEST = 16 << 20
"""Bytes of an array; the wire takes frames of 64 MB with all that is in them."""
BIT_GENERATORS = (np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox,
                  np.random.SFC64)  # fmt: skip


@dataclass(frozen=True)
class Opaque:
    """A value that cannot travel: its type's name and its text."""

    type: str
    text: str


Data = dict[str, Any]
Refer = Callable[[Any], Data | None]
Bring = Callable[[Data], Any]


def encode(value: Any, refer: Refer, depth: int = 0) -> Any:
    """Return `value` as data for the wire; `refer` describes what travels by number."""
    if value is NotImplemented:
        return {"kind": "not implemented"}
    if value is None or (isinstance(value, bool | float | str | bytes) and _is_plain(value)):
        return value
    if isinstance(value, int) and _is_plain(value):
        return value if -SMALL <= value < SMALL else {"kind": "int", "hex": hex(value)}
    if type(value) is np.ndarray and value.dtype.kind in KINDS and value.nbytes <= LARGEST:
        return value
    if isinstance(value, np.generic) and value.dtype.kind in KINDS:
        return {"kind": "scalar", "value": np.asarray(value)}
    if depth < DEEPEST:
        if isinstance(value, list | tuple | set):
            kind = next(k.__name__ for k in (list, tuple, set) if isinstance(value, k))
            return {"kind": kind, "items": [encode(item, refer, depth + 1) for item in value]}
        if isinstance(value, dict):
            pairs = [[encode(x, refer, depth + 1) for x in pair] for pair in value.items()]
            return {"kind": "dict", "items": pairs}
        if isinstance(value, np.random.Generator):
            state = encode(dict(value.bit_generator.state), refer, depth + 1)
            return {"kind": "generator", "state": state}
    if is_tensor(value) and _has_array(value):
        return {"kind": "tensor", "value": value.detach().cpu().numpy()}
    referred = refer(value)
    if referred is not None:
        return referred
    return {"kind": "other", "type": _type_name(value), "text": _text(value)}


def decode(data: Any, bring: Bring) -> Any:
    """Return the value that `encode` made this of; `bring` finds what travels by number."""
    if isinstance(data, np.ndarray):
        return data.copy()  # what came off the wire is read-only
    if isinstance(data, list):
        return [decode(item, bring) for item in data]
    if not isinstance(data, dict):
        return data
    kind = data["kind"]
    if kind == "int":
        return int(data["hex"], 16)
    if kind == "scalar":
        return data["value"][()]
    if kind in ("list", "tuple", "set"):
        return {"list": list, "tuple": tuple, "set": set}[kind](decode(data["items"], bring))
    if kind == "dict":
        return dict(decode(data["items"], bring))
    if kind == "generator":
        return _generator(decode(data["state"], bring))
    if kind == "tensor":
        return import_module("torch").from_numpy(data["value"].copy())
    if kind == "not implemented":
        return NotImplemented
    return Opaque(data["type"], data["text"]) if kind == "other" else bring(data)


def is_tensor(value: Any) -> bool:
    """Say whether `value` is a torch tensor, without importing torch to find out."""
    return type(value).__module__ == "torch" and type(value).__name__ == "Tensor"


def replace(target: Any, content: Any) -> None:
    """Give the mutable `target` the content that its copy has on the other side."""
    if isinstance(target, np.ndarray):
        if target.shape != content.shape:
            target.resize(content.shape, refcheck=False)
        target[...] = content
    elif is_tensor(target):
        target.data = content
    elif isinstance(target, np.random.Generator):
        target.bit_generator.state = content.bit_generator.state
    elif isinstance(target, tuple):
        for part, new in zip(target, content, strict=True):
            if is_mutable(part):
                replace(part, new)
    else:
        target.clear()
        target.extend(content) if isinstance(target, list) else target.update(content)


def is_mutable(value: Any) -> bool:
    """Say whether a function can change this argument, or a part of a tuple, under its caller."""
    if isinstance(value, tuple):
        return any(map(is_mutable, value))
    return isinstance(value, np.ndarray | list | dict | set | np.random.Generator) or is_tensor(
        value
    )


def unchanged(before: Any, after: Any) -> bool:
    """Say whether a mutable value is as it was, to the last bit."""
    return pack(encode(before, _nameless)) == pack(encode(after, _nameless))


def _nameless(value: Any) -> Data | None:
    return {"kind": kind_of(value)} if kind_of(value) else None


def _has_array(tensor: Any) -> bool:
    return str(tensor.dtype) != "torch.bfloat16" and not tensor.dtype.is_complex


def _is_plain(value: Any) -> bool:
    return type(value) in (bool, int, float, str, bytes)


def _generator(state: dict[str, Any]) -> np.random.Generator:
    kind = {k.__name__: k for k in BIT_GENERATORS}[state["bit_generator"]]
    made: np.random.BitGenerator = kind()
    made.state = state
    return np.random.Generator(made)


def _type_name(value: Any) -> str:
    if type(value) is np.ndarray:
        return f"array of {value.dtype} with shape {value.shape}"
    return type(value).__name__


def _text(value: Any) -> str:
    try:
        return repr(value)[:LONGEST_TEXT]
    except Exception:  # a learner's class may have a broken __repr__
        return "…"
