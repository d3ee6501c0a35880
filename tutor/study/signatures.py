"""The signature of an exercise's function, read from its stub; no code of the lesson runs."""

from __future__ import annotations

import ast

from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson


def heading(lesson: Lesson, exercise: Exercise) -> str:
    """Return how its definition begins: "def gradient_step(w, grad, lr)", or "class Value"."""
    shown = signature(lesson, exercise)
    return shown if shown.startswith("class ") else f"def {shown}"


def signature(lesson: Lesson, exercise: Exercise) -> str:
    """Return the function's name and parameters, as in "gradient_step(w, grad, lr)".

    Of a class it is "class Value".

    A stub that cannot be read leaves the name alone.
    """
    try:
        tree = ast.parse((lesson.folder / "exercise.py").read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return f"{exercise.function}(…)"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == exercise.function:
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            return f"{node.name}({ast.unparse(node.args)}){returns}"
        if isinstance(node, ast.ClassDef) and node.name == exercise.function:
            return f"class {node.name}"
    return f"{exercise.function}(…)"
