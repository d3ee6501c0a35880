"""Text about machine learning: the docstrings of installed packages, as plain prose.

NumPy, pandas, scikit-learn and the public parts of torch carry two megabytes of English about
arrays, losses and estimators. The docstrings are read from the sources by `ast`; nothing is
imported. What is prose, and what is not, is decided as in `tutor.ml.corpus`. What a package says
differs between its versions, so no count of this text is the same everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from tutor.ml import corpus
from tutor.ml.text_cache import Kept, cache_file, keep, recall

SOURCES = (
    "numpy", "pandas", "sklearn",
    "torch/autograd", "torch/distributions", "torch/nn", "torch/optim", "torch/utils",
)  # fmt: skip
"""Packages, or folders of packages: torch as a whole is mostly about its own compiler."""

RECIPE = 1  # raised whenever the rules below change, so that an old cache is not read
SKIPPED = corpus.SKIPPED | {"testing", "externals", "distutils", "f2py", "_vendor"}
DISTRIBUTIONS = {"sklearn": "scikit-learn"}  # where a package is installed under another name


@lru_cache(maxsize=2)
def text(sources: tuple[str, ...] = SOURCES) -> str:
    """Return the prose of the sources' docstrings, a paragraph a line, each paragraph once.

    A source that is not installed is left out; with none of them it is a `LookupError`.
    """
    places = {source: place for source in sources if (place := folder(source)) is not None}
    if not places:
        raise LookupError(f"none of {', '.join(sources)} is installed")
    origin = [f"{source} {_version(source)} {place}" for source, place in places.items()]
    path = cache_file("packages", f"{RECIPE} {' '.join(origin)}")
    kept = recall(path)
    if kept is None:
        files = (file for place in places.values() for file in modules(place))
        lines = (line for file in files for line in corpus.paragraphs(corpus.docstrings(file)))
        kept = Kept("".join(f"{line}\n" for line in dict.fromkeys(lines)), complete=True)
        keep(path, kept)
    return kept.text


def folder(source: str) -> Path | None:
    """Return the folder of a package, or of a part of one such as "torch/nn"; None without it."""
    package, *parts = source.split("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    place = Path(spec.submodule_search_locations[0], *parts)
    return place if place.is_dir() else None


def modules(place: Path) -> Iterator[Path]:
    """Yield the Python files below a folder in one order everywhere, those of tests left out."""
    for at, below, files in os.walk(place):
        below[:] = sorted(name for name in below if name not in SKIPPED and name[0] != ".")
        yield from (Path(at, name) for name in sorted(files) if name.endswith(".py"))


def _version(source: str) -> str:
    package = source.split("/", maxsplit=1)[0]
    try:
        return version(DISTRIBUTIONS.get(package, package))
    except PackageNotFoundError:  # a package that was not installed as a distribution
        return "?"
