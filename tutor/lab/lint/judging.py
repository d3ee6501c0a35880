"""Judging an author's functions by the exercise's own checks, here instead of in a child process.

The author's code is run with the author's rights, and an endless loop is ended.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tutor.lab.lint.limit import TooLong, within
from tutor.study.exercises import Exercise
from tutor.study.grading.exchange import Raised
from tutor.study.grading.judging import STAGES
from tutor.study.grading.subject import Subject
from tutor.study.grading.trusted import Trusted, trust
from tutor.study.grading.witness import Call, Function
from tutor.study.tables import LessonError
from tutor.study.verdict import Check

TO_LOAD = 10.0
"""Seconds that a file of the lesson may take to be executed."""


def trusted(exercise: Exercise, folder: Path) -> Trusted:
    """Load the author's code for an exercise; raise `LessonError` where it cannot be."""
    try:
        with within(TO_LOAD):
            return trust(exercise, folder)
    except (SystemExit, TooLong) as error:
        said = f"{type(error).__name__}: {error}"
        raise LessonError(f"{folder / 'laws.py'}: it fails on loading: {said}") from error


class Unloadable(Exception):
    """A file, or a function in it, cannot be had; the message says why."""


def first_failure(trusted: Trusted, function: Function) -> Check | None:
    """Return the first check that a function does not pass; None when it passes them all."""
    subject = Subject(trusted, raising(function))
    try:
        with quiet(), within(trusted.exercise.seconds):
            for stage in STAGES:
                for check in stage(subject):
                    if not check.passed:
                        return check
    except TooLong as problem:
        return Check("time", False, f"{problem}, which is all that the exercise allows.")
    return None


def calls(trusted: Trusted, function: Function) -> list[Call]:
    """Return what a function makes of each case; raise `TooLong`."""
    with quiet(), within(trusted.exercise.seconds):
        return [call for _, _, call in Subject(trusted, raising(function)).cases]


def load(path: Path, name: str) -> Function:
    """Execute one of the lesson's files and return a function of it; raise `Unloadable`."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        with within(TO_LOAD):
            exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), vars(module))
    except (Exception, SystemExit, TooLong) as error:
        raise Unloadable(f"it fails on loading: {type(error).__name__}: {error}") from error
    function = vars(module).get(name)
    if not callable(function):
        raise Unloadable(f"there is no function `{name}`, which lesson.toml names")
    found: Function = function
    return found


def raising(function: Callable[..., Any]) -> Function:
    """Return the function with its exceptions as the checks know them from a learner's process.

    A class is used through a function of laws.py, which sees to that.
    """
    if isinstance(function, type):
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (Exception, SystemExit) as error:
            raise Raised(type(error).__name__, str(error)) from error

    return call


@contextmanager
def quiet() -> Iterator[None]:
    """Let wrong programs overflow and divide by zero; nobody needs to be told."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
