"""Fingerprints: a short text that two sets of arrays share when, and only when, every bit agrees.

`==` says too much and too little: it needs both runs at hand, takes 0.0 for -0.0 and no NaN for
itself. A printed number is rounded. A hash of the bytes can be mailed, and one bit changes half of
it. The bytes alone would not do: four bytes may be one float32 or one int32, six numbers a row or a
column.

Source: Pineau et al., Improving Reproducibility in Machine Learning Research (2021), for what a
manifest holds; NIST FIPS 180-4 (2015) for SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def fingerprint(arrays: Mapping[str, Array]) -> str:
    """Return the SHA-256 of named arrays, as 64 hex digits.

    In the order of their names, each gives one line of text, "name dtype shape\\n" such as
    "W1 <f8 (64, 16)\\n", and then its bytes, row by row. Bytes of one order compare on machines of
    any: the dtype names the order.
    """
    found = hashlib.sha256()
    for name in sorted(arrays):
        array = np.asarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def manifest(
    code: str,
    config: Mapping[str, Any],
    seeds: Mapping[str, int],
    data: Mapping[str, Array],
    packages: Sequence[str],
) -> dict[str, Any]:
    """Return what a run depends on, to be kept beside its result.

    The data go in as their fingerprint, the packages as the versions that are installed. What is
    handed in may change later; the manifest does not. code: the revision of the program.
    """
    return {
        "code": code,
        "config": dict(config),
        "seeds": dict(seeds),
        "data": fingerprint(data),
        "versions": {name: version(name) for name in packages},
    }
