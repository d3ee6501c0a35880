"""The chain of digests: one short number that stands for everything a run has done up to a step.

    digest[t] = H(digest[t - 1], edits at t, t, numbers of record t, digest of the state after t)

Two runs with equal digests at a step agree in every number and every bit of state up to it, so the
first difference is found by looking at digests alone. H is the first 16 bytes of BLAKE2b.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from tutor.engine.edits import Edit
from tutor.engine.parameters import Value

SIZE = 16
SMALL_STATE = 4096
"""Bytes up to which the state takes part in every digest."""
SPARSE = 64
"""A larger one takes part at every so many steps: 64 up to `LARGE_STATE`, and from there on the
rarer the larger, so that it costs about a tenth of a millisecond a step at any size.
"""
LARGE_STATE = 4 << 20
NO_STATE = b"\0" * SIZE


def spacing(size: int) -> int:
    """Return how many steps lie between two digests of a state of so many bytes at the start."""
    if size <= SMALL_STATE:
        return 1
    every = SPARSE
    while size > LARGE_STATE:
        every, size = 2 * every, size // 2
    return every


def origin(seed: int, values: Mapping[str, Value]) -> bytes:
    """Return the digest before step 0: the seed and the parameters that the run began with."""
    return digest(_canonical(["mlpath-tutor ledger 1", seed, dict(values)]))


def link(
    before: bytes | bytearray, step: int, edits: Sequence[Edit], numbers: bytes, state: bytes
) -> bytes:
    """Return the digest after `step`; numbers and state as `pack` and `digest` give them."""
    changes = _canonical([[edit.name, edit.value] for edit in edits]) if edits else b""
    return digest(before + changes + step.to_bytes(8, "little") + numbers + state)


def pack(row: Sequence[float]) -> bytes:
    """Return the numbers of a record as little-endian float64."""
    return struct.pack(f"<{len(row)}d", *row)


def digest(content: bytes | bytearray) -> bytes:
    """Return the first 16 bytes of BLAKE2b."""
    return blake2b(content).digest()[:SIZE]


def _canonical(value: object) -> bytes:
    """JSON with sorted keys; floats as hex, so that no digit is lost and 1 is not 1.0."""
    return json.dumps(_hex_floats(value), sort_keys=True, separators=(",", ":")).encode()


def _hex_floats(value: object) -> object:
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, list):
        return [_hex_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: _hex_floats(item) for key, item in value.items()}
    return value
