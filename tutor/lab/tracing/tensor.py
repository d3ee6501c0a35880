"""Tensors as they are compared: their type, their bits, and a digest of both.

NumPy has no bfloat16, so its numbers are kept as the 16 bits they are. What is no array of numbers
(text, a generator's state) is kept as the bytes that stand for it: it can be equal or not.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.engine import chain
from tutor.engine.encoding import encode
from tutor.engine.panels import Array

OBJECT = "object"
BFLOAT16 = "bfloat16"
FLOATS = ("float64", "float32", "float16", BFLOAT16)


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor off its device: `dtype` is its own, `bits` what NumPy can hold of it.

    bits: the values themselves, except that bfloat16 is uint16 and an object is bytes as uint8.
    """

    dtype: str
    bits: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape; an object has none."""
        return () if self.dtype == OBJECT else self.bits.shape

    @property
    def is_number(self) -> bool:
        """Whether it has values that can be subtracted."""
        return self.dtype != OBJECT

    @property
    def is_float(self) -> bool:
        """Whether its values are rounded, and so have units in the last place."""
        return self.dtype in FLOATS

    @cached_property
    def digest(self) -> str:
        """The digest of type, shape and bits; every NaN counts as the same one."""
        bits = self.bits
        if self.is_float and self.dtype != BFLOAT16 and np.isnan(bits).any():
            bits = np.where(np.isnan(bits), np.asarray(np.nan, bits.dtype), bits)
        head = f"{self.dtype}{self.shape}".encode()
        return chain.digest(head + np.ascontiguousarray(bits).tobytes()).hex()

    @property
    def values(self) -> Array:
        """The values as float64: exact for every float type up to it."""
        if self.dtype == BFLOAT16:  # a float32 whose last 16 bits are missing
            return (self.bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
        return np.asarray(self.bits, dtype=np.float64)

    def copy(self) -> Tensor:
        """Return a tensor with memory of its own: the original's may be written to."""
        return Tensor(self.dtype, self.bits.copy())


def tensor_of(value: Any) -> Tensor:
    """Return a number, array, tensor or anything else as a tensor; memory may be shared."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _from_torch(torch, value)
    if isinstance(value, bool | int | float) and not _is_huge(value):
        value = np.asarray(value)
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind == "c":  # a pair of floats each, in one more axis
            array = np.ascontiguousarray(array)
            array = np.stack([array.real, array.imag], axis=-1)
        if array.dtype.kind in "biuf" and array.dtype.itemsize <= 8:
            return Tensor(array.dtype.name, array.astype(array.dtype.newbyteorder("="), copy=False))
    return Tensor(OBJECT, np.frombuffer(encode(value), np.uint8))


def _is_huge(value: float) -> bool:
    return type(value) is int and not -(2**63) <= value < 2**63


def _from_torch(torch: Any, value: Any) -> Tensor:
    plain = value.detach()
    if plain.is_complex():
        plain = torch.view_as_real(plain.resolve_conj())
    if plain.layout != torch.strided:
        plain = plain.to_dense()
    if plain.is_quantized:
        plain = plain.dequantize()
    plain = plain.cpu().contiguous()
    name = str(plain.dtype).removeprefix("torch.")
    if name == BFLOAT16:
        return Tensor(name, plain.view(torch.int16).numpy().view(np.uint16))
    if name.startswith("float8"):  # every one of them is a float32 too
        return Tensor("float32", plain.to(torch.float32).numpy())
    return Tensor(name, plain.numpy())
