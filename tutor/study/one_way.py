"""One way to write it: the solution beside the learner's function, line by line.

What is compared are the bodies without their docstrings: the signature is the exercise's own.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from typing import Literal

from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.spans import Definition, Source, SourceError, read_source

Mark = Literal["same", "yours", "other"]
MARKS: dict[str, Mark] = {"  ": "same", "- ": "yours", "+ ": "other"}


@dataclass(frozen=True)
class Line:
    """A line of both, of the learner's alone, or of the solution's alone."""

    mark: Mark
    text: str


def one_way(lesson: Lesson, exercise: Exercise, path: Path, text: str) -> tuple[Line, ...]:
    """Compare the learner's function, in the text of its file, with the solution.

    Raises `SourceError` where the solution cannot be read. A text that Python cannot read, or that
    lacks the function, counts as an empty one.
    """
    try:
        solution = read_source(lesson.folder / "solution.py")
    except OSError as error:
        raise SourceError(f"{lesson.folder / 'solution.py'}: {error.strerror}.") from None
    other = _body(solution, exercise.function)
    try:
        yours = _body(Source(path, text), exercise.function)
    except SourceError:
        yours = []
    lines = [line for line in ndiff(yours, other) if not line.startswith("? ")]
    return tuple(Line(MARKS[line[:2]], line[2:]) for line in lines)


def _body(source: Source, function: str) -> list[str]:
    """Return the lines of a function's body without its docstring, at the left margin."""
    span = source.span(function)
    if span is None:
        return []
    part = source.text_of(span)
    node = ast.parse(part).body[0]
    assert isinstance(node, Definition)
    first = node.body[0]
    is_docstring = ast.get_docstring(node) is not None
    if not is_docstring and first.lineno == node.lineno:  # all on the line of `def`
        return [ast.unparse(statement) for statement in node.body]
    start = (first.end_lineno or first.lineno) if is_docstring else first.lineno - 1
    return textwrap.dedent("\n".join(part.split("\n")[start:])).splitlines()
