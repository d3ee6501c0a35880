"""Loading the learner's file, and telling what it raised by its own lines."""

from __future__ import annotations

import inspect
import linecache
import sys
import traceback
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from tutor.study.grading.limits import relieve

MOST_LINES = 3
LONGEST = 300


def load(path: Path, workspace: Path) -> ModuleType:
    """Execute the file and return its module; raise whatever it raises.

    A file of the workspace's package is loaded under its own name, so that what imports it gets the
    same functions.
    """
    sys.path.insert(0, str(workspace))
    sys.path.append(str(path.parent))
    inside = path.parent == workspace / "mlpath"
    name = f"mlpath.{path.stem}" if inside else f"answer_{path.stem}"
    spec = spec_from_loader(name, None, origin=str(path))
    assert spec is not None  # without a loader there is nothing that could fail
    module = module_from_spec(spec)
    module.__file__ = str(path)
    if inside:
        __import__("mlpath")
    sys.modules[name] = module
    source = path.read_bytes()  # never a cached compilation, which may be a second too old
    exec(compile(source, str(path), "exec", dont_inherit=True), module.__dict__)
    return module


def functions(module: ModuleType) -> list[str]:
    """Return the names of the functions and classes that were written in the file."""
    named = vars(module).items()
    return [
        name
        for name, value in named
        if isinstance(value, FunctionType | type) and value.__module__ == module.__name__
    ]


def accepts(function: Callable[..., Any], count: int) -> tuple[bool, str]:
    """Say whether `count` arguments fit, and how the parameters are written."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a built-in that does not tell
        return True, "(…)"
    written = f"({', '.join(str(p).partition(':')[0] for p in signature.parameters.values())})"
    try:
        signature.bind(*range(count))
    except TypeError:
        return False, written
    return True, written


def reporter(path: Path, workspace: Path) -> Callable[[BaseException], dict[str, Any]]:
    """Return what makes a message of an exception: at most three lines of the learner's files."""
    package = str(workspace / "mlpath")

    def report(error: BaseException) -> dict[str, Any]:
        if isinstance(error, MemoryError):
            relieve()
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__, limit=-50)
            if frame.filename == str(path) or frame.filename.startswith(package)
        ]
        lines = [_line(frame, path) for frame in frames[-MOST_LINES:]]
        if isinstance(error, SyntaxError) and error.filename:
            where = "" if error.filename == str(path) else f"{Path(error.filename).name}, "
            text = error.text or linecache.getline(error.filename, error.lineno or 0)
            lines = [f"{where}line {error.lineno}: {text.strip()[:LONGEST]}"]
        text = error.msg if isinstance(error, SyntaxError) else _text(error)
        return {"do": "error", "type": type(error).__name__, "text": text, "lines": lines}

    return report


def _line(frame: traceback.FrameSummary, path: Path) -> str:
    where = "" if frame.filename == str(path) else f"{Path(frame.filename).name}, "
    inside = "" if frame.name == "<module>" else f", in {frame.name}"
    return f"{where}line {frame.lineno}{inside}: {(frame.line or '')[:LONGEST]}"


def _text(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST]
    except Exception:  # a learner's exception may have a broken __str__
        return ""
