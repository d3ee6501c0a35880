import hashlib
from importlib.metadata import version

import numpy as np


def fingerprint(arrays: dict[str, np.ndarray]) -> str:
    """Return the SHA-256 of named arrays, as 64 hex digits.

    `h = hashlib.sha256()` begins one, `h.update(b)` adds bytes to it, `h.hexdigest()` is the text.
    Go through the arrays in the order of their names. Each adds two things:

        one line "name dtype shape", with its end: f"{name} {array.dtype.str} {array.shape}\\n"
        its numbers as bytes, row by row: `array.tobytes()`

    A text becomes bytes by `.encode()`.
    """
    raise NotImplementedError("your turn")


def manifest(
    code: str, config: dict, seeds: dict[str, int], data: dict[str, np.ndarray], packages: list[str]
) -> dict:
    """Return what a run depends on, under "code", "config", "seeds", "data" and "versions".

    code: the revision, such as git's. config: the parameters. Both are kept as they are, and so
    are the seeds. Of the data only their fingerprint is kept; you may call yours.
    "versions" is a dict, from the name of each package to `version(name)`, the one installed.
    """
    raise NotImplementedError("your turn")
