"""The digest and the size of a state of any size, taken piece by piece.

A model of a gigabyte would need two more to be joined into one string of bytes first.
"""

from __future__ import annotations

from collections.abc import Set
from hashlib import blake2b
from typing import Any

from tutor.engine import chain
from tutor.engine.encoding import write_state


class _Hashed(list[bytes]):
    """Pieces that are hashed when they come, and not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.hash = blake2b()

    def append(self, piece: bytes) -> None:
        self.hash.update(piece)


class _Counted(list[bytes]):
    """Pieces that are counted when they come, and not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def append(self, piece: bytes) -> None:
        self.size += len(piece)


def state_digest(simulation: Any, inputs: Set[str]) -> bytes:
    """Return the digest of `encode_state(simulation, inputs)`."""
    pieces = _Hashed()
    write_state(simulation, inputs, pieces)
    return pieces.hash.digest()[: chain.SIZE]


def state_size(simulation: Any, inputs: Set[str]) -> int:
    """Return the length of `encode_state(simulation, inputs)`."""
    pieces = _Counted()
    write_state(simulation, inputs, pieces)
    return pieces.size
