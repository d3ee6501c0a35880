"""What a lesson's author wrote for the judge: its laws, its helpers, the signature of the stub.

What a learner writes may be a class. Its cases then go *through* a function of laws.py, which makes
objects of it, uses them, and returns what is compared; and a listed mistake is methods that take
the place of the solution's.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from tutor.study.exercises import Exercise, Mistake
from tutor.study.grading.exchange import Raised
from tutor.study.grading.runner import Ended
from tutor.study.tables import LessonError, suggestion


@dataclass(frozen=True)
class Trusted:
    """One exercise with the author's code.

    parameters: those of a call in the cases. stub: those of what the learner writes. is_class:
    whether that is a class.
    """

    exercise: Exercise
    folder: Path
    module: ModuleType
    parameters: tuple[str, ...]
    stub: tuple[str, ...]
    is_class: bool

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

    def use(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return what the cases call: the function itself, or the one of laws.py it goes through.

        What fails in there is the learner's to know about, so it is raised as theirs.
        """
        if self.exercise.through is None:
            return function
        through = self.named(self.exercise.through)

        def call(*args: Any) -> Any:
            try:
                return through(function, *args)
            except (Raised, Ended):
                raise
            except Exception as error:
                raise Raised(type(error).__name__, str(error)) from error

        return call

    def program(self, mistake: Mistake) -> str:
        """Return the source of a listed wrong program: NumPy is all that it has."""
        name, code = self.exercise.function, textwrap.indent(mistake.code.strip("\n"), "    ")
        if not self.is_class:
            return f"import numpy as np\n\n\ndef {name}({', '.join(self.stub)}):\n{code}\n"
        right = (self.folder / "solution.py").read_text(encoding="utf-8")
        return (
            f"{right}\n\nclass Wrong:\n{code}\n\n\nfor method in list(vars(Wrong)):\n"
            f'    if method not in ("__dict__", "__weakref__", "__module__", "__doc__"):\n'
            f"        setattr({name}, method, vars(Wrong)[method])\n"
        )

    def wrong(self, mistake: Mistake) -> Callable[..., Any]:
        """Return a listed wrong program."""
        space: dict[str, Any] = {"__name__": "answer_wrong"}
        exec(self.program(mistake), space)
        function: Callable[..., Any] = space[self.exercise.function]
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
    stub, is_class = _parameters(exercise, folder / "exercise.py")
    trusted = Trusted(exercise, folder, module, stub, stub, is_class)
    if exercise.through is None:
        if is_class and exercise.cases:
            raise LessonError(
                f"{folder / 'lesson.toml'}: `{exercise.function}` is a class, so its cases need "
                "`through`: the function of laws.py that uses it"
            )
        return trusted
    _, *parameters = inspect.signature(trusted.named(exercise.through)).parameters
    return replace(trusted, parameters=tuple(parameters))


def _parameters(exercise: Exercise, stub: Path) -> tuple[tuple[str, ...], bool]:
    try:
        tree = ast.parse(stub.read_bytes())
    except (OSError, SyntaxError) as error:
        raise LessonError(f"{stub}: it cannot be read: {error}") from None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == exercise.function:
            return _named_in(node), False
        if isinstance(node, ast.ClassDef) and node.name == exercise.function:
            made = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            return (_named_in(made[0])[1:] if made else ()), True
    raise LessonError(f"{stub}: there is no function `{exercise.function}`")


def _named_in(node: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(a.arg for a in (*node.args.posonlyargs, *node.args.args))
