"""Text that takes some seconds to build is built each time: the script keeps nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple


class Kept(NamedTuple):
    """A text, and whether it is all there is or its beginning."""

    text: str
    complete: bool


def cache_file(kind: str, origin: str) -> Path:
    """Return a name for a text of this kind. origin: all that the text depends on."""
    return Path(f"{kind}-{digest(origin)}.txt")


def recall(path: Path) -> Kept | None:
    """Return nothing: there is no cache here."""
    return None


def keep(path: Path, kept: Kept) -> None:
    """Keep nothing: there is no cache here."""


def digest(words: str) -> str:
    """Return a short digest of a text."""
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
