"""A cache for text that takes seconds to build: a file in the user's cache folder, with its digest.

A file that was cut off or changed is not read, and a folder that cannot be written costs the time
to build the text again, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple


class Kept(NamedTuple):
    """A text, and whether it is all there is or its beginning."""

    text: str
    complete: bool


def cache_folder() -> Path:
    """Return where built text is kept: below $MLPATH_HOME, or the platform's own place."""
    home = os.environ.get("MLPATH_HOME")
    if home:
        return Path(os.path.expanduser(home), "cache")  # noqa: PTH111 (Path's own raises for ~nobody)
    from platformdirs import user_cache_path

    return user_cache_path("mlpath-tutor")


def cache_file(kind: str, origin: str) -> Path:
    """Return the file for a text of this kind. origin: all that the text depends on."""
    return cache_folder() / f"{kind}-{digest(origin)}.txt"


def recall(path: Path) -> Kept | None:
    """Return the kept text if there is one and it is whole: its first line has its digest."""
    try:
        head, _, body = path.read_text(encoding="ascii").partition("\n")
    except (OSError, ValueError):
        return None
    state, _, seal = head.partition(" ")
    return Kept(body, state == "complete") if seal == digest(body) else None


def keep(path: Path, kept: Kept) -> None:
    """Write the text (ASCII) in one move."""
    head = f"{'complete' if kept.complete else 'beginning'} {digest(kept.text)}\n"
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(head + kept.text, encoding="ascii")
        partial.replace(path)
    except OSError:
        return


def digest(words: str) -> str:
    """Return a short digest of a text."""
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
