"""What a lesson's author wrote for the judge: its laws, its helpers, the signature of the stub."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from tutor.study.exercises import Exercise, Mistake
from tutor.study.tables import LessonError, suggestion


@dataclass(frozen=True)
class Trusted:
    """One exercise with the author's code. `parameters` are those of the stub."""

    exercise: Exercise
    folder: Path
    module: ModuleType
    parameters: tuple[str, ...]

    def named(self, name: str) -> Callable[..., Any]:
        """Return a function of laws.py."""
        function = vars(self.module).get(name)
        if not callable(function):
            near = suggestion(name, self._functions())
            raise LessonError(f"{self.folder / 'laws.py'}: there is no function `{name}`{near}")
        result: Callable[..., Any] = function
        return result

    def laws(self) -> list[tuple[str, Callable[..., None]]]:
        """Return the laws about this exercise, named in words, in the order of the file."""
        functions = [f for f in self._functions().values() if self._is_law(f)]
        return [(law.__name__.replace("_", " "), law) for law in functions]

    def wrong(self, mistake: Mistake) -> Callable[..., Any]:
        """Return a listed wrong program as a function: NumPy is all it has."""
        space: dict[str, Any] = {"np": np}
        body = textwrap.indent(mistake.code.strip("\n"), "    ")
        exec(f"def answer({', '.join(self.parameters)}):\n{body}", space)
        function: Callable[..., Any] = space["answer"]
        return function

    def _functions(self) -> dict[str, FunctionType]:
        return {n: f for n, f in vars(self.module).items() if isinstance(f, FunctionType)}

    def _is_law(self, function: FunctionType) -> bool:
        parameters = list(inspect.signature(function).parameters)
        return parameters == [self.exercise.function, "rng"]


def trust(exercise: Exercise, folder: Path) -> Trusted:
    """Load what is needed to judge an exercise; raise `LessonError` where the author erred."""
    path = folder / "laws.py"
    module = ModuleType("laws")
    module.__file__ = str(path)
    if path.is_file():
        try:
            exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), vars(module))
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise LessonError(f"{path}: it fails on loading: {said}") from error
    return Trusted(exercise, folder, module, _parameters(exercise, folder / "exercise.py"))


def _parameters(exercise: Exercise, stub: Path) -> tuple[str, ...]:
    try:
        tree = ast.parse(stub.read_bytes())
    except (OSError, SyntaxError) as error:
        raise LessonError(f"{stub}: it cannot be read: {error}") from None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == exercise.function:
            return tuple(a.arg for a in (*node.args.posonlyargs, *node.args.args))
    raise LessonError(f"{stub}: there is no function `{exercise.function}`")
