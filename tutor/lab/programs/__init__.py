"""Programs: trainings that are no lesson, for `mlpath-tutor train` and the runs it makes.

A program is a file of this folder with a simulation in it, loaded by its path as a lesson's is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tutor.engine.receipt import Source

HOME = "program"
"""A receipt names a program by this word and its name, "program/gpt": no lesson has a slash so."""

_SIMULATIONS = {"gpt": "TrainGPT"}


class UnknownProgram(LookupError):
    """There is no program of that name."""


def names() -> list[str]:
    """Return the names of all programs, sorted."""
    return sorted(_SIMULATIONS)


def summary(name: str) -> str:
    """Return the first line of a program's own text, without running it."""
    import ast

    text = ast.get_docstring(ast.parse(_file(name).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def program(name: str) -> Source:
    """Return where a program's simulation is to be loaded from.

    name: as in `names`, or as a receipt has it. Raises `UnknownProgram`, which says what there is.
    """
    path = _file(name.removeprefix(f"{HOME}/"))
    code = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return Source(f"{HOME}/{path.stem}", code, str(path), _SIMULATIONS[path.stem])


def _file(name: str) -> Path:
    if name not in _SIMULATIONS:
        raise UnknownProgram(f"no program {name!r}: there are {', '.join(names())}")
    return Path(__file__).parent / f"{name}.py"
