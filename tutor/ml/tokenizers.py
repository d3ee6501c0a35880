"""From text to the numbers a model reads, and back: characters, bytes, or byte pairs.

Each is made for one text, or for its beginning, and its numbers fit 16 bits. A text comes in pieces
of whole characters, as UTF-8.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml import bpe, bpe_arrays

Array = npt.NDArray[Any]

NAMES = ("characters", "bytes", "bpe")
MOST = 1 << 16
"""Symbols there can be."""
CODE_POINTS = 0x110000
"""Characters that Unicode has room for."""


class Tokenizer(ABC):
    """A vocabulary of `size` symbols."""

    size: int

    @abstractmethod
    def encode(self, piece: bytes) -> Array:
        """Return the symbols of a piece of UTF-8 text. uint16 (n,)

        Raises `ValueError` for a character that the text it was made for does not have.
        """

    @abstractmethod
    def decode(self, symbols: Iterable[int]) -> str:
        """Return the text of symbols; half a character becomes the replacement character."""


class Bytes(Tokenizer):
    """The 256 bytes of UTF-8."""

    size = bpe.BYTES

    def encode(self, piece: bytes) -> Array:
        """Return the bytes."""
        return bpe_arrays.as_tokens(piece)

    def decode(self, symbols: Iterable[int]) -> str:
        """Return the text of the bytes."""
        return bytes(int(symbol) for symbol in symbols).decode(errors="replace")


class Characters(Tokenizer):
    """The different characters of a text, in the order of their code points."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        there = np.zeros(CODE_POINTS, bool)
        for piece in pieces:
            there[code_points(piece)] = True
        self.points = np.flatnonzero(there)  # (V,) sorted
        self.size = len(self.points)
        if self.size > MOST:
            raise ValueError(
                f"{self.size} different characters are more than the {MOST} there can be: "
                "read it as bytes or bpe"
            )
        self._numbers = np.full(CODE_POINTS, -1, np.int32)
        self._numbers[self.points] = np.arange(self.size)

    def encode(self, piece: bytes) -> Array:
        """Return the place of each character among those of the text."""
        points = code_points(piece)
        numbers = self._numbers[points]
        if len(numbers) and numbers.min() < 0:
            strange = chr(points[numbers < 0][0])
            raise ValueError(f"{strange!r} is not among the text's {self.size} characters")
        return numbers.astype(np.uint16)

    def decode(self, symbols: Iterable[int]) -> str:
        """Return the characters."""
        return "".join(chr(self.points[int(symbol)]) for symbol in symbols)


class BytePairs(Tokenizer):
    """Bytes, and the pairs that were glued most often in a text. Never fewer than 256 symbols."""

    def __init__(self, text: bytes, n_merges: int) -> None:
        self.merges = bpe_arrays.train(text, n_merges)
        self.size = bpe.BYTES + len(self.merges)
        self.spelled = bpe.spell(self.merges)

    def encode(self, piece: bytes) -> Array:
        """Return the tokens."""
        return bpe_arrays.encode(piece, self.merges)

    def decode(self, symbols: Iterable[int]) -> str:
        """Return the text of the tokens."""
        spelled = b"".join(self.spelled[int(symbol)] for symbol in symbols)
        return spelled.decode(errors="replace")


def code_points(piece: bytes) -> Array:
    """Return the code point of each character. uint32 (n,)"""
    return np.frombuffer(piece.decode().encode("utf-32-le"), "<u4")
