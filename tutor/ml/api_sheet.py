"""The API sheet: names of functions that this Python has, and a judge of names that a model writes.

The names are read from the running interpreter: what a list of modules and built-in types holds
and can be called, written as `math.sqrt` or `str.join`. They are facts of a kind that cannot be
worked out: nothing about `math` says whether it has a `cbrt`. And they can be checked: a name is
real when its home has that attribute. Looking is all that happens: modules of a fixed list are
imported, attributes are looked up by `hasattr`, and nothing is ever called.

Pythons differ in a few names, so no count here is the same on all of them.
"""

from __future__ import annotations

import builtins
import hashlib
import warnings
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

MODULES = (
    "argparse", "base64", "bisect", "bz2", "cmath", "collections", "copy", "csv", "datetime",
    "decimal", "fractions", "functools", "glob", "gzip", "heapq", "inspect", "io", "itertools",
    "json", "math", "operator", "os", "os.path", "pathlib", "pickle", "pprint", "random", "re",
    "shutil", "socket", "statistics", "string", "struct", "sys", "textwrap", "threading", "time",
    "types", "typing", "zlib",
)  # fmt: skip
TYPES = ("bytes", "dict", "float", "int", "list", "set", "str", "tuple")
NO_HOME = "quantum"
"""A module that no Python has: whatever is said about it is invented."""

READ, HELD_OUT, OTHER, INVENTED = "real", "real, held out", "real, unlisted", "invented"
HELD_OUT_BELOW = 26  # of 256 values of a name's hash: a tenth is kept from the model


class Sheet(NamedTuple):
    """The names a model may read, and those kept from it; both sorted."""

    read: tuple[str, ...]
    held_out: tuple[str, ...]


@lru_cache(maxsize=1)
def homes() -> Mapping[str, object]:
    """Return the modules and types by name; a build that lacks one does without it."""
    found: dict[str, object] = {}
    for name in MODULES:
        try:
            found[name] = import_module(name)
        except ImportError:
            continue
    found |= {name: getattr(builtins, name) for name in TYPES}
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """Return every public callable of the homes, a tenth of them held out."""
    names = [
        f"{home}.{name}"
        for home, holder in homes().items()
        for name in dir(holder)
        if not name.startswith("_") and callable(getattr(holder, name, None))
    ]
    held_out = {name for name in names if _hash(name) < HELD_OUT_BELOW}
    return Sheet(tuple(sorted(set(names) - held_out)), tuple(sorted(held_out)))


def exists(name: str) -> bool:
    """Ask the interpreter whether it has a name such as "os.path.join". Nothing is called."""
    home, _, last = name.rpartition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a deprecated name is a name
        return bool(last) and home in homes() and hasattr(homes()[home], last)


def verdict(name: str) -> str:
    """Say of a name whether it is invented, and if not, whether the model had read it.

    `OTHER` are real names that are not on the sheet: constants, and what is not public.
    """
    if not exists(name):
        return INVENTED
    read, held_out = _listed()
    return READ if name in read else HELD_OUT if name in held_out else OTHER


def last_word(name: str) -> str:
    """Return what follows the home: `join` of `os.path.join`."""
    return name.rpartition(".")[2]


@lru_cache(maxsize=1)
def words_read() -> Mapping[str, int]:
    """Return how many of the names a model may read end in each last word."""
    return MappingProxyType(Counter(map(last_word, sheet().read)))


def share_of_new_words() -> float:
    """Return the share of the held out names that end in a word which no name that was read has."""
    held_out = sheet().held_out
    return sum(last_word(name) not in words_read() for name in held_out) / len(held_out)


@lru_cache(maxsize=1)
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    read, held_out = sheet()
    return frozenset(read), frozenset(held_out)


def _hash(name: str) -> int:
    """Return a number from 0 to 255 that is the same on every machine."""
    return hashlib.blake2b(name.encode(), digest_size=1).digest()[0]
