"""Text to learn from: the running interpreter's own documentation, as plain prose.

Every Python carries about a megabyte of English about itself: the help topics of `pydoc`, and the
docstrings of its standard library, which are read from the sources by `ast`; nothing is imported.
Paragraphs that are not prose (tables, grammar, code) are left out, wrapped lines are joined, and a
paragraph that occurs twice is kept once.

The symbols are fixed: the newline, which ends a paragraph, and the 95 printable characters of
ASCII. So a model has as many outputs on each Python, though the text itself differs between
versions: no count and no loss is the same on all of them.

Documents stand in the order of a hash of their names. That is a shuffle that repeats, so each part
of the text is like every other, and any prefix can be built without the rest. The first
`HELD_OUT` characters are for validation, always: whatever a model was trained on, it is scored on
text that none has read.

Building the text takes seconds, so it is kept in the user's cache folder.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import sysconfig
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.ml.text_cache import Kept, cache_file, digest, keep, recall

Array = npt.NDArray[Any]

ALPHABET = "\n" + "".join(map(chr, range(32, 127)))
"""The 96 symbols: the newline, then printable ASCII. A symbol's number is its place here."""

HELD_OUT = 60_000
"""Characters at the front of the text that are for validation only."""

TRAIN = 300_000
"""Characters of training text a lesson takes unless it asks for more."""

RECIPE = 1  # raised whenever the rules below change, so that an old cache is not read
SKIPPED = {
    "test", "tests", "idlelib", "idle_test", "lib2to3", "ensurepip", "site-packages",
    "dist-packages", "turtledemo", "pydoc_data", "lib-dynload", "encodings",
}  # fmt: skip
TYPOGRAPHIC = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


class Split(NamedTuple):
    """Text to learn from, and text to be judged by."""

    train: str
    validation: str


def split(size: int | None = TRAIN) -> Split:
    """Return `size` characters for training (None: all there are) and those held out."""
    whole = text(None if size is None else HELD_OUT + max(size, HELD_OUT))
    # an interpreter that has less than this to say gives up a tenth of it
    held_out = HELD_OUT if len(whole) >= 2 * HELD_OUT else len(whole) // 10
    return Split(whole[held_out:][:size], whole[:held_out])


def split_file(path: Path | str) -> Split:
    """Return a UTF-8 file of the user's, folded to the alphabet: nine tenths, then the last."""
    whole = fold(Path(path).read_text(encoding="utf-8"))
    cut = len(whole) - len(whole) // 10
    return Split(whole[:cut], whole[cut:])


@lru_cache(maxsize=4)
def text(size: int | None = None) -> str:
    """Return the first `size` characters of the documentation (None: all of it)."""
    kept = recall(_cache_file())
    if kept is None or not (kept.complete or (size is not None and len(kept.text) >= size)):
        kept = _build(size)
        keep(_cache_file(), kept)
    return kept.text if size is None else kept.text[:size]


def encode(words: str) -> Array:
    """Return the numbers of the symbols of `words`, folded to the alphabet. uint8 (n,)"""
    codes = np.frombuffer(fold(words).encode("ascii"), dtype=np.uint8)
    return np.where(codes == 10, 0, codes - 31).astype(np.uint8)


def decode(numbers: Array) -> str:
    """Return the text that `encode` made `numbers` (n,) of."""
    return "".join(ALPHABET[int(number)] for number in numbers)


def fold(words: str) -> str:
    """Return `words` in the alphabet: typographic signs made plain, accents dropped, else "?"."""
    if words.isascii() and words.replace("\n", "").isprintable():
        return words
    plain = unicodedata.normalize("NFKD", words.translate(TYPOGRAPHIC).replace("\t", " "))
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c != "\r")
    return "".join(c if c == "\n" or " " <= c <= "~" else "?" for c in plain)


# Where the documents are


def documents() -> Iterator[tuple[str, Path | str]]:
    """Yield the name of each document and its text, or the file to take docstrings from."""
    library = Path(sysconfig.get_paths()["stdlib"])
    found = {f"topic {name}": words for name, words in _topics().items()} | _sources(library)
    if not found:  # an interpreter without its sources: these packages still have theirs
        for package in ("numpy", "sklearn"):
            spec = find_spec(package)
            if spec is not None and spec.submodule_search_locations:
                found |= _sources(Path(spec.submodule_search_locations[0]))
    yield from sorted(found.items(), key=lambda item: digest(item[0]))


def _topics() -> dict[str, str]:
    try:
        from pydoc_data.topics import topics
    except ImportError:  # a build without its documentation
        return {}
    return dict(topics)


def _sources(root: Path) -> dict[str, Path | str]:
    """Return the Python files below `root` by name, private and test ones left out."""
    found: dict[str, Path | str] = {}
    for folder, below, files in os.walk(root):
        below[:] = [name for name in below if name not in SKIPPED and name[0] not in "_."]
        for name in files:
            if name.endswith(".py") and (name[0] != "_" or name == "__init__.py"):
                path = Path(folder, name)
                found[f"module {path.relative_to(root).as_posix()}"] = path
    return found


def docstrings(path: Path) -> str:
    """Return the docstrings of a Python file in the order they stand; "" if it cannot be read."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = [node for node in ast.walk(tree) if isinstance(node, documented)]
    nodes.sort(key=lambda node: getattr(node, "lineno", 0))
    return "\n\n".join(filter(None, (ast.get_docstring(node) for node in nodes)))


# From a document to prose


def paragraphs(document: str) -> Iterator[str]:
    """Yield the prose paragraphs of a document, each in one line, without markup."""
    for block in re.split(r"\n\s*\n", fold(document)):
        joined = " ".join(block.split())
        joined = re.sub(r":[a-z:]+:`~?([^`]+)`", r"\1", joined)  # :func:`name` -> name
        joined = re.sub(r"[`*]", "", joined)
        if is_prose(joined):
            yield joined


def is_prose(words: str) -> bool:
    """Tell sentences from tables, grammar and code."""
    if not (40 <= len(words) <= 2_000 and words[0].isupper() and words[-1] in ".:!?)"):
        return False
    if ">>>" in words or "::=" in words or "---" in words or "===" in words:
        return False
    wordlike = sum(c.isalpha() or c in " ,.'" for c in words)
    return wordlike >= 0.9 * len(words) and words.count(" ") >= 6


def _build(size: int | None) -> Kept:
    """Join paragraphs until there are `size` characters."""
    seen: set[str] = set()
    lines: list[str] = []
    n = 0
    for _, source in documents():
        if size is not None and n >= size:
            return Kept("".join(lines), complete=False)
        for line in paragraphs(source if isinstance(source, str) else docstrings(source)):
            if line not in seen:
                seen.add(line)
                lines.append(line + "\n")
                n += len(line) + 1
    if not lines:
        raise LookupError(
            "this Python came without documentation and without sources to read it from; "
            "give a text file of your own"
        )
    return Kept("".join(lines), complete=True)


def _cache_file() -> Path:
    return cache_file("documentation", f"{RECIPE} {sys.version} {sysconfig.get_paths()['stdlib']}")
