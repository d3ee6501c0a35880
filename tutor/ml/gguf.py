"""Read a GGUF file: one file that holds a language model's settings, vocabulary and weights.

    magic "GGUF", version, number of tensors, number of settings
    settings   name, type, value                     (the vocabulary is among them)
    tensors    name, shape, type, offset
    data       aligned to 32 bytes unless a setting says otherwise

The file is data and stays data: it is read with `struct` and NumPy, and nothing in it is executed.
Every length is checked against what the file holds before it is believed, so a damaged file gives
a sentence and not a crash.

Large models are stored in blocks of 32 weights that share a scale:

    Q8_0  w = d q           d in 16 bits, q a signed byte           34 bytes for 32 weights
    Q4_1  w = d q + m       d and m in 16 bits, q from 0 to 15      20 bytes for 32 weights

Source: the GGUF specification, version 3 (ggml-org, docs/gguf.md), and ggml's block layouts.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Setting = int | float | bool | str | list[Any]

BLOCK = 32
MOST_DIMENSIONS = 4
MOST_NESTED = 4

NUMBERS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q",
    12: "<d",
}  # fmt: skip
STRING, LIST = 8, 9


class DamagedFile(ValueError):
    """The file is no GGUF file, is cut off, or contradicts itself; the message says how."""


class Kind(NamedTuple):
    """How weights are stored: `size` of them take `nbytes`, and `decode` makes them float32."""

    name: str
    size: int
    nbytes: int
    decode: Callable[[Array], Array]


def _float32(raw: Array) -> Array:
    return raw.view("<f4").astype(np.float32)


def _float16(raw: Array) -> Array:
    return raw.view("<f2").astype(np.float32)


def _q8_0(raw: Array) -> Array:
    blocks = raw.reshape(-1, 34)
    d = blocks[:, :2].copy().view("<f2").astype(np.float32)  # (n, 1)
    q = blocks[:, 2:].view(np.int8)  # (n, 32)
    weights: Array = d * q
    return weights


def _q4_1(raw: Array) -> Array:
    blocks = raw.reshape(-1, 20)
    d = blocks[:, 0:2].copy().view("<f2").astype(np.float32)  # (n, 1)
    m = blocks[:, 2:4].copy().view("<f2").astype(np.float32)
    pairs = blocks[:, 4:]  # (n, 16): the low halves are weights 0 to 15, the high ones 16 to 31
    q = np.concatenate([pairs & 0x0F, pairs >> 4], axis=1).astype(np.float32)  # (n, 32)
    weights: Array = d * q + m
    return weights


KINDS = {
    0: Kind("F32", 1, 4, _float32),
    1: Kind("F16", 1, 2, _float16),
    3: Kind("Q4_1", BLOCK, 20, _q4_1),
    8: Kind("Q8_0", BLOCK, 34, _q8_0),
}


class Tensor(NamedTuple):
    """Where a tensor lies. shape: NumPy's order, the last axis contiguous."""

    shape: tuple[int, ...]
    kind: int
    offset: int


class Gguf:
    """An opened file: its settings, what tensors it has, and their weights when asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            reader = _Reader(file, path.stat().st_size)
            if reader.take(4) != b"GGUF":
                raise DamagedFile(f"{path.name} does not begin like a GGUF file")
            version = reader.number("<I")
            if version != 3:
                raise DamagedFile(f"{path.name} has version {version}; this reader knows 3")
            n_tensors, n_settings = reader.number("<Q"), reader.number("<Q")
            reader.room_for(n_tensors + n_settings, 8, "tensors and settings")
            self.settings: Mapping[str, Setting] = {
                reader.string(): reader.value(reader.number("<I")) for _ in range(n_settings)
            }
            found = [(reader.string(), reader.tensor()) for _ in range(n_tensors)]
            alignment = self.settings.get("general.alignment", 32)
            if not isinstance(alignment, int) or alignment < 1:
                raise DamagedFile(f"{path.name} aligns its data to {alignment!r}")
            start = -(-file.tell() // alignment) * alignment
            self.tensors = {name: at._replace(offset=start + at.offset) for name, at in found}

    def weights(self, name: str) -> Array:
        """Return a tensor in float32; raise `KeyError` for a name that is not there."""
        at = self.tensors[name]
        kind, size = KINDS.get(at.kind), math.prod(at.shape)
        if kind is None:
            known = ", ".join(kind.name for kind in KINDS.values())
            raise DamagedFile(f"{name} is stored as type {at.kind}; this reader knows {known}")
        rows = at.shape[-1] if at.shape else 1
        if not size or rows % kind.size:
            raise DamagedFile(f"{name} has rows of {rows}, which {kind.name} cannot hold")
        nbytes = size // kind.size * kind.nbytes
        with self.path.open("rb") as file:
            if at.offset + nbytes > self.path.stat().st_size:
                raise DamagedFile(f"{self.path.name} ends before the weights of {name}")
            file.seek(at.offset)
            raw = np.frombuffer(file.read(nbytes), np.uint8)
        return kind.decode(raw).reshape(at.shape)


class _Reader:
    """Takes values from a file in order, and never more than there is."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file = file
        self.left = size

    def take(self, count: int) -> bytes:
        self.room_for(count, 1, "bytes")
        self.left -= count
        return self.file.read(count)

    def room_for(self, count: int, least: int, what: str) -> None:
        """Refuse a number of things, each of at least so many bytes, that cannot be there."""
        if count * least > self.left:
            raise DamagedFile(f"the file says {count} {what} follow; it has {self.left} bytes left")

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def string(self) -> str:
        return self.take(self.number("<Q")).decode(errors="replace")

    def value(self, kind: int, nested: int = 0) -> Setting:
        if kind in NUMBERS:
            number: Setting = self.number(NUMBERS[kind])
            return number
        if kind == STRING:
            return self.string()
        if kind != LIST or nested == MOST_NESTED:
            raise DamagedFile(f"a setting has type {kind}, which is none, or is nested too deep")
        of, count = self.number("<I"), self.number("<Q")
        if of not in NUMBERS:
            self.room_for(count, 8, "entries")
            return [self.value(of, nested + 1) for _ in range(count)]
        form = NUMBERS[of]
        raw = self.take(count * struct.calcsize(form))
        return [entry for (entry,) in struct.iter_unpack(form, raw)]

    def tensor(self) -> Tensor:
        n = self.number("<I")
        if n > MOST_DIMENSIONS:
            raise DamagedFile(f"a tensor has {n} dimensions; {MOST_DIMENSIONS} are the most")
        sizes = [self.number("<Q") for _ in range(n)]
        return Tensor(tuple(reversed(sizes)), self.number("<I"), self.number("<Q"))
