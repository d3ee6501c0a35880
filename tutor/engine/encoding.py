"""Canonical bytes of any state, so that two states are equal exactly when their bytes are.

`repr` rounds, `pickle` depends on object identity and dict order is an accident; a digest needs
none of these. Every value is written as a tag, its size and its content. Arrays and tensors give
their raw memory, modules and optimizers their state dicts (and gradients), generators the state
they would draw from next.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Set
from typing import Any

import numpy as np

from tutor.engine.snapshot import unsavable
from tutor.engine.streams import Streams

Parts = list[bytes]
Seen = dict[int, tuple[int, Any]]
"""Objects met so far, by id: their place, and the object, so that its id is not given away."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`."""
    parts: Parts = []
    _write(value, parts, {})
    return b"".join(parts)


def encode_state(simulation: Any, inputs: Set[str]) -> bytes:
    """Return the canonical bytes of a simulation's attributes, its inputs left out."""
    parts: Parts = []
    write_state(simulation, inputs, parts)
    return b"".join(parts)


def write_state(simulation: Any, inputs: Set[str], parts: Parts) -> None:
    """Append the pieces of `encode_state` to `parts`, one after the other."""
    seen: Seen = {}
    name, value = "", None
    try:
        for name, value in simulation.__dict__.items():
            if name not in inputs:
                parts.append(name.encode())
                _write(value, parts, seen)
    except (TypeError, RuntimeError, NotImplementedError) as error:
        raise unsavable(type(simulation).__name__, name, value, error) from error


def _write(value: Any, parts: Parts, seen: Seen) -> None:
    kind = type(value)
    leaf = _LEAVES.get(kind)
    if leaf is not None:
        leaf(value, parts)
        return
    if id(value) in seen:  # a cycle, or an object met before: name it by its place
        parts.append(b"@%d" % seen[id(value)][0])
        return
    seen[id(value)] = len(seen), value
    if kind is list or kind is tuple:
        parts.append(b"[%d" % len(value))
        for item in value:
            _write(item, parts, seen)
    elif isinstance(value, dict):
        parts.append(b"{%d" % len(value))
        for key, item in value.items():
            _write(key, parts, seen)
            _write(item, parts, seen)
    elif isinstance(value, set | frozenset):
        members = sorted(encode(item) for item in value)
        parts.append(b"<%d" % len(members) + b"".join(members))
    else:
        _object(value, parts, seen)


def _object(value: Any, parts: Parts, seen: Seen) -> None:
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        _tensor(value, parts, seen)
    elif torch is not None and isinstance(value, torch.Generator):
        parts.append(value.get_state().numpy().tobytes())
    elif torch is not None and isinstance(value, torch.nn.Module):
        parts.append(b"module" + bytes([value.training]))
        for name, tensor in [*value.named_parameters(), *value.named_buffers()]:
            parts.append(name.encode())
            _tensor(tensor, parts, seen)
    elif isinstance(value, np.random.Generator):
        _write(value.bit_generator.state, parts, seen)
    elif isinstance(value, np.ndarray | np.generic):
        _array(np.asarray(value), parts)
    elif isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        parts.append(f"{value.__module__}.{value.__qualname__}".encode())
    elif hasattr(value, "state_dict"):
        _write(value.state_dict(), parts, seen)
    else:
        parts.append(type(value).__qualname__.encode())
        _write(list(_content(value)), parts, seen)


def _content(value: Any) -> tuple[Any, ...]:
    """What `copy` would rebuild `value` from."""
    reduced = value.__reduce_ex__(4)
    if isinstance(reduced, str):
        return (reduced,)
    _, arguments, *rest = reduced
    state, items, pairs = (*rest, None, None, None)[:3]
    return (arguments, state, list(items or ()), list(pairs or ()))


def _tensor(tensor: Any, parts: Parts, seen: Seen) -> None:
    plain = tensor.detach().cpu().contiguous()
    parts.append(f"{plain.dtype}{tuple(plain.shape)}".encode())
    torch = sys.modules["torch"]
    parts.append(plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b"")
    if tensor.is_leaf and tensor.grad is not None:
        parts.append(b"grad")
        _tensor(tensor.grad, parts, seen)


def _array(array: Any, parts: Parts) -> None:
    dtype = array.dtype
    if dtype is _FLOAT64:  # nearly all of them: their few shapes are formatted once
        shape = array.shape
        parts.append(_HEADS.get(shape) or _head(shape))
        parts.append(array.tobytes())
    else:
        parts.append(f"{dtype.str}{array.shape}".encode())
        parts.append(encode(array.tolist()) if dtype.hasobject else array.tobytes())


_FLOAT64 = np.dtype(np.float64)
_HEADS: dict[tuple[int, ...], bytes] = {}


def _head(shape: tuple[int, ...]) -> bytes:
    if len(_HEADS) > 4096:
        _HEADS.clear()
    head = _HEADS[shape] = f"{_FLOAT64.str}{shape}".encode()
    return head


def _streams(streams: Streams, parts: Parts) -> None:
    for name, generator in streams.generators():
        parts.append(name.encode())
        _object(generator, parts, {})


_pack_float = struct.Struct("<cd").pack

_LEAVES: dict[type, Callable[[Any, Parts], None]] = {
    float: lambda value, parts: parts.append(_pack_float(b"f", value)),
    bool: lambda value, parts: parts.append(b"T" if value else b"F"),
    int: lambda value, parts: parts.append(b"i%d;" % value),
    str: lambda value, parts: parts.append(b"s%d:" % len(value) + value.encode(errors="replace")),
    bytes: lambda value, parts: parts.append(b"b%d:" % len(value) + value),
    type(None): lambda value, parts: parts.append(b"N"),
    np.ndarray: _array,
    Streams: _streams,
}
