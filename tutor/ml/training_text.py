"""A text to train a language model on: any UTF-8 file, or the interpreter's own documentation.

A file is read in pieces, checked, and kept as 16-bit symbols: a gigabyte of English characters
takes two. Its last tenth, or one window where that is more, is for validation and never trained on.
Of the documentation the same pages are held out as everywhere else in the course (`corpus`).

The vocabulary of byte pairs is learned from the first megabyte.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from tutor.ml import corpus
from tutor.ml.tokenizers import BytePairs, Bytes, Characters, Tokenizer

Array = npt.NDArray[Any]
Opener = Callable[[], BinaryIO]

PIECE = 1 << 20
"""Bytes read at a time, and the bytes that a vocabulary of pairs is learned from."""
DOCUMENTATION = "Python's documentation"


class UnusableText(ValueError):
    """The file cannot be trained on; the message says why, and what to do."""


class NotUtf8(ValueError):
    """A byte at an offset belongs to no character."""


@dataclass(frozen=True, eq=False)
class TrainingText:
    """A text in symbols, its two parts, and what it was made of."""

    name: str
    train: Array  # uint16 (n,)
    validation: Array  # uint16 (m,)
    tokenizer: Tokenizer
    digest: str
    """Of the text's bytes and the tokenizer: two texts with one digest are the same symbols."""


def read(path: str, tokenizer: str, n_merges: int, context: int) -> TrainingText:
    """Read a file ("" for the documentation); raise `UnusableText`, one line for each fault.

    tokenizer: one of `tokenizers.NAMES`; n_merges is for "bpe". context: each part must hold one
    window of so many symbols, and the one that follows it.
    """
    name = path or DOCUMENTATION
    seal = hashlib.blake2b(repr((tokenizer, n_merges * (tokenizer == "bpe"))).encode())
    try:
        openers = [_opener(Path(path).expanduser())] if path else _documentation()
        made = _tokenizer(openers, tokenizer, n_merges)
        parts = [_encode(opener, made, seal) for opener in openers]
    except OSError as error:
        raise UnusableText(f"{name}: it cannot be read: {error.strerror or error}") from error
    except NotUtf8 as error:
        raise UnusableText(
            f"{name} is not UTF-8: {error}; convert it first, as with iconv -f LATIN1 -t UTF-8"
        ) from error
    except (ValueError, LookupError) as error:
        raise UnusableText(f"{name}: {error}") from error
    n = sum(map(len, parts))
    if n < 2 * (context + 1):
        longest = n // 2 - 1
        shorter = f", or set context to {longest} or less" if longest >= 2 else ""
        raise UnusableText(
            f"{name} has {n} symbols, and a context of {context} needs {2 * (context + 1)}: a "
            f"window and the symbol after it, to train and to validate; give a longer text{shorter}"
        )
    if len(parts) == 1:
        cut = n - max(n // 10, context + 1)
        parts = [parts[0][:cut], parts[0][cut:]]
    for part in parts:
        part.flags.writeable = False  # every run shares it
    return TrainingText(Path(name).name, parts[0], parts[1], made, seal.hexdigest()[:24])


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Cut UTF-8 into pieces of about a megabyte, after a line where there is one.

    No character is cut. Raises `NotUtf8` for the first byte that belongs to none.
    """
    start, rest = 0, b""
    while piece := rest + (new := stream.read(PIECE)):
        cut = _last_whole(piece) if new else len(piece)
        piece, rest = piece[:cut], piece[cut:]
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            at = error.start
            raise NotUtf8(
                f"no character has byte 0x{piece[at]:02x} at offset {start + at}"
            ) from None
        yield piece
        start += len(piece)


def _last_whole(piece: bytes) -> int:
    """Return where the last line ends; in one long line, where the last character begins."""
    line = piece.rfind(b"\n") + 1
    n = len(piece) - 1
    while n > max(0, len(piece) - 4) and piece[n] & 0b1100_0000 == 0b1000_0000:
        n -= 1
    return line or n or len(piece)


def _opener(path: Path) -> Opener:
    """Return what opens the file from its beginning."""
    if path.is_dir():
        raise ValueError("it is a folder; give a text file")
    size = path.stat().st_size
    if not path.is_file():
        raise ValueError("it is no regular file; write the text into one")
    if not size:
        raise ValueError("it is empty; give a file with text in it")
    return lambda: path.open("rb")


def _documentation() -> list[Opener]:
    held = corpus.split(None)
    return [lambda: io.BytesIO(held.train.encode()), lambda: io.BytesIO(held.validation.encode())]


def _tokenizer(openers: list[Opener], name: str, n_merges: int) -> Tokenizer:
    if name == "characters":
        return Characters(_all_pieces(openers))
    if name == "bpe":
        return BytePairs(next(_all_pieces(openers)), n_merges)
    if name == "bytes":
        return Bytes()
    raise ValueError(f"there is no tokenizer {name!r}")


def _all_pieces(openers: list[Opener]) -> Iterator[bytes]:
    for opener in openers:
        with opener() as stream:
            yield from pieces(stream)


def _encode(opener: Opener, tokenizer: Tokenizer, seal: Any) -> Array:
    """Return the symbols of a text (n,), and take its bytes into the seal."""
    encoded = []
    with opener() as stream:
        for piece in pieces(stream):
            seal.update(piece)
            encoded.append(tokenizer.encode(piece))
    return np.concatenate(encoded) if encoded else np.zeros(0, np.uint16)
