"""What the shell offers for a lesson and for a parameter. No lesson's code runs for it."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

import click

KINDS = ("Float", "Int", "Choice", "Flag", "Line")


def lesson_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the lessons whose id begins like this."""
    from tutor.study import catalog

    return [x.id for x in catalog.lessons() if x.id.startswith(incomplete)]


def exercise_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the functions to write whose name begins like this."""
    from tutor.study import catalog

    names = []
    for lesson in catalog.lessons():
        with suppress(catalog.LessonError):
            names += [exercise.function for exercise in lesson.exercises]
    return [name for name in names if name.startswith(incomplete)]


def paper_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the papers whose name begins like this."""
    from tutor.lab.papers.reading import names

    return [name for name in names() if name.startswith(incomplete)]


def parameter_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return `name=` for the parameters of the lesson that stands on the line already."""
    from tutor.study import catalog

    # click stops at an option without a value, and leaves the words before it unread
    name = next((word for word in (context.params.get("lesson"), *context.args) if word), "")
    try:
        lesson = catalog.find(name)
        known = declared(lesson.sim_path, lesson.sim)
    except (catalog.UnknownLesson, catalog.LessonError, OSError, SyntaxError):
        return []
    return [f"{name}=" for name in known if name.startswith(incomplete)]


def declared(path: Path, simulation: str) -> list[str]:
    """Return the names of the parameters in a class's body, by reading the file."""
    found = []
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.ClassDef) and node.name == simulation:
            for line in node.body:
                if isinstance(line, ast.Assign) and _makes_parameter(line.value):
                    found += [x.id for x in line.targets if isinstance(x, ast.Name)]
    return found


def _makes_parameter(value: ast.expr) -> bool:
    made = isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
    return made and value.func.id in KINDS  # type: ignore[attr-defined]  # `made` says so
