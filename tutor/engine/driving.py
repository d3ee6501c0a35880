"""Driving: the learner's own function in the place of one of a simulation's methods.

The source that passed is what runs, as text: a file that is being edited meanwhile changes nothing.
What the function raises becomes the end of the run, told by the learner's own lines.
"""

from __future__ import annotations

import hashlib
import linecache
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tutor.engine.simulation import Simulation


class DriveError(Exception):
    """The learner's function failed; the message is its traceback, three lines at most."""


@dataclass(frozen=True)
class Driver:
    """A function of a source, and the method of the simulation that it takes the place of.

    path: the file that the source was read from; modules beside its package can be imported.
    """

    method: str
    function: str
    path: str
    text: str

    @property
    def sha(self) -> str:
        """The name of this version of the source: 16 hex digits of its sha256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def drive(kind: type[Simulation], drivers: Sequence[Driver]) -> type[Simulation]:
    """Return the simulation with the learner's functions as its methods.

    Raises `DriveError` where a source does not load, or has no such function.
    """
    if not drivers:
        return kind
    methods = {}
    for driver in drivers:
        if not callable(getattr(kind, driver.method, None)):
            raise DriveError(f"{kind.__name__} has no method {driver.method} to be driven")
        methods[driver.method] = staticmethod(function_of(driver))
    return type(kind.__name__, (kind,), {**methods, "__module__": kind.__module__})


def function_of(driver: Driver) -> Callable[..., Any]:
    """Return the learner's function; what it raises comes as `DriveError`.

    Raises `DriveError` where its source does not load, or has no such function.
    """
    return _guarded(_load(driver), driver)


def _load(driver: Driver) -> Callable[..., Any]:
    module = ModuleType(f"mlpath_yours_{Path(driver.path).stem}")
    module.__file__ = driver.path
    root = str(Path(driver.path).parent.parent)
    if root not in sys.path:
        sys.path.append(root)
    # so that a traceback shows the lines of this version, whatever the file holds by then
    lines = driver.text.splitlines(keepends=True)
    linecache.cache[driver.path] = len(driver.text), None, lines, driver.path
    try:
        exec(compile(driver.text, driver.path, "exec"), module.__dict__)
    except BaseException as error:
        raise DriveError(trimmed(error, driver.path)) from error
    function = module.__dict__.get(driver.function)
    if not callable(function):
        raise DriveError(f"{driver.path} has no function {driver.function}")
    found: Callable[..., Any] = function
    return found


def _guarded(function: Callable[..., Any], driver: Driver) -> Callable[..., Any]:
    def drive(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except Exception as error:
            raise DriveError(trimmed(error, driver.path)) from error

    return drive


def trimmed(error: BaseException, path: str) -> str:
    """Return the learner's part of a traceback: where, the line there, and what was wrong."""
    if isinstance(error, SyntaxError) and error.filename == path:
        line = (error.text or "").strip()
        return (
            f"{Path(path).name}, line {error.lineno}\n{line}\n{type(error).__name__}: {error.msg}"
        )
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    if not own:
        return said
    frame = own[-1]
    return f"{Path(path).name}, line {frame.lineno}, in {frame.name}\n{frame.line}\n{said}"
