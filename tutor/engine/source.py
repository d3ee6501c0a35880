"""Loading a simulation from its file. The only place where a lesson's code is executed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from tutor.engine.driving import DriveError, drive
from tutor.engine.receipt import Source
from tutor.engine.simulation import Simulation


class NoSimulation(ImportError):
    """The file holds no such simulation; the message says what went wrong."""


def load(source: Source) -> type[Simulation]:
    """Execute the file and return the class in it, driven by the learner's functions if there are.

    The module is registered under the lesson's name, so that a class defined there can be copied.
    """
    path = Path(source.path)
    name = f"mlpath_lesson_{source.lesson.replace('-', '_').replace('/', '__')}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise NoSimulation(f"{path} is not a Python file that can be read")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise NoSimulation(f"{path} fails on loading: {type(error).__name__}: {error}") from error
    kind = getattr(module, source.name, None)
    if not (isinstance(kind, type) and issubclass(kind, Simulation)):
        raise NoSimulation(f"{path} has no simulation called {source.name}")
    try:
        return drive(kind, source.drivers)
    except DriveError as error:
        raise NoSimulation(f"your code cannot drive {source.lesson}:\n{error}") from error
