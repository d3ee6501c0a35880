"""The wire between the app and its worker: length-prefixed msgpack with raw array buffers.

A frame is four bytes of length (big-endian) and a msgpack value. NumPy arrays and panels travel as
extension types that hold data only. Nothing received can execute: there is no pickle here, and an
array of Python objects is refused on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import msgpack
import numpy as np

from tutor.engine import panels
from tutor.engine.panels import Array

LONGEST = 64 << 20
"""Bytes of the longest frame that is believed; a longer one is a broken or hostile peer."""

DEEPEST = 4
"""Panels inside one another; a curve has series, a graph has nodes, and that is all."""

_ARRAY, _PANEL = 1, 2
_PANELS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        panels.Curve,
        panels.Band,
        panels.Scatter,
        panels.Field,
        panels.Heat,
        panels.Bars,
        panels.Graph,
        panels.Node,
        panels.Tokens,
        panels.Table,
        panels.Picture,
        panels.Text,
        panels.Series,
    )
}


class WireError(ValueError):
    """What came is no frame, or what should go cannot be one."""


def pack(message: Any) -> bytes:
    """Return `message` as a frame: data, arrays and panels, in lists and dicts."""
    try:
        body: bytes = msgpack.packb(message, default=_outgoing)
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(f"cannot be sent: {error}") from error
    if len(body) > LONGEST:
        raise WireError(f"a frame of {len(body)} bytes is longer than {LONGEST}")
    return len(body).to_bytes(4, "big") + body


class Reader:
    """Bytes in, messages out, whatever the pieces they arrive in."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """Take the next bytes and yield the messages that they complete; raise `WireError`."""
        self._buffer += data
        while len(self._buffer) >= 4:
            length = int.from_bytes(self._buffer[:4], "big")
            if length > LONGEST:
                raise WireError(f"a frame claims {length} bytes, and {LONGEST} is the most")
            if len(self._buffer) < 4 + length:
                return
            body = bytes(self._buffer[4 : 4 + length])
            del self._buffer[: 4 + length]
            yield unpack(body)


def unpack(body: bytes) -> Any:
    """Return the message in a frame's body; raise `WireError` for anything that is none."""
    try:
        return msgpack.unpackb(body, ext_hook=_incoming, strict_map_key=False)
    except WireError:
        raise
    except Exception as error:  # msgpack has half a dozen ways to say that bytes are no message
        raise WireError(f"not a message: {error}") from error


def _outgoing(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biufSU":
            raise WireError(f"an array of {value.dtype} cannot be sent")
        head = [value.dtype.str, list(value.shape), value.tobytes()]
        return msgpack.ExtType(_ARRAY, msgpack.packb(head))
    if isinstance(value, np.generic):
        return value.item()
    name = type(value).__name__
    if is_dataclass(value) and _PANELS.get(name) is type(value):
        content = {field.name: getattr(value, field.name) for field in fields(value)}
        return msgpack.ExtType(_PANEL, msgpack.packb([name, content], default=_outgoing))
    raise TypeError(f"a {name} is neither data nor a panel")


def _incoming(code: int, data: bytes, depth: int = 0) -> Any:
    if code == _ARRAY:
        return _array(*msgpack.unpackb(data))
    if code == _PANEL:
        if depth == DEEPEST:  # without a limit, a few thousand would end the process
            raise WireError("panels inside panels inside panels")
        hook = partial(_incoming, depth=depth + 1)
        name, content = msgpack.unpackb(data, ext_hook=hook, strict_map_key=False)
        if name not in _PANELS:
            raise WireError(f"no panel is called {name!r}")
        return _PANELS[name](**content)
    raise WireError(f"extension {code} is not one of ours")


def _array(dtype: str, shape: list[int], buffer: bytes) -> Array:
    kind = np.dtype(dtype)
    if kind.kind not in "biufSU":
        raise WireError(f"an array of {kind} is refused")
    return np.frombuffer(buffer, kind).reshape(shape)  # read-only: a frame is nobody's to change
