"""Exercises and quiz items, as a lesson's TOML describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutor.study.predictions import Choice, read_choices
from tutor.study.tables import Table


@dataclass(frozen=True)
class Case:
    """A golden value: with these arguments the function returns `want`, to within `tol`.

    A list stands for an array of floats, "@name" for the function `name` of the lesson's laws.py.
    """

    args: tuple[Any, ...]
    want: Any
    tol: float
    source: str
    """Where the value comes from, such as "torch 2.13, float64"; empty when done by hand."""


@dataclass(frozen=True)
class Mistake:
    """A wrong body for the function, and what to tell the learner who wrote it."""

    code: str
    say: str


@dataclass(frozen=True)
class Exercise:
    """A function to write. `drives` names the method of the simulation that it then replaces."""

    id: str
    function: str
    task: str
    hints: tuple[str, ...]
    cases: tuple[Case, ...]
    mistakes: tuple[Mistake, ...]
    drives: str | None = None


@dataclass(frozen=True)
class QuizItem:
    """A question asked at the end and again in review: a number within `tol`, or a choice."""

    id: str
    kind: str
    ask: str
    answer: float | str
    why: str
    tol: float = 0.0
    choices: tuple[Choice, ...] = ()


def read_exercises(lesson: Table) -> tuple[Exercise, ...]:
    """Read every `[[exercise]]` of a lesson."""
    keys = ("id", "function", "drives", "task", "hints", "case", "mistake")
    found = []
    for table in lesson.tables("exercise", keys):
        hints = table.texts("hints")
        if len(hints) != 3:
            raise table.error(f"give 3 hints (direction, idea, nearly the line), not {len(hints)}")
        found.append(
            Exercise(
                id=table.line("id"),
                function=table.line("function"),
                task=table.text("task"),
                hints=hints,
                cases=tuple(map(_case, table.tables("case", ("args", "want", "tol", "from"), ""))),
                mistakes=tuple(
                    Mistake(mistake.text("code"), mistake.line("say"))
                    for mistake in table.tables("mistake", ("code", "say"), "")
                ),
                drives=table.line("drives") if table.has("drives") else None,
            )
        )
    return tuple(found)


def read_quiz(lesson: Table) -> tuple[QuizItem, ...]:
    """Read every `[[quiz]]` item of a lesson."""
    found = []
    for table in lesson.tables("quiz", ("id", "kind", "ask", "answer", "tol", "why", "choices")):
        kind, answer, tol = table.line("kind"), table.get("answer"), 0.0
        choices: tuple[Choice, ...] = ()
        if kind == "number":
            answer, tol = table.number("answer"), table.number("tol")
        elif kind == "choice":
            choices = read_choices(table)
        else:
            raise table.error(f"`kind` is {kind!r}; it must be number or choice")
        ask, why = table.line("ask"), table.line("why")
        found.append(QuizItem(table.line("id"), kind, ask, answer, why, tol, choices))
    return tuple(found)


def _case(table: Table) -> Case:
    args = table.get("args")
    if not isinstance(args, list):
        raise table.error(f"`args` must be a list, not {args!r}")
    tol = table.number("tol") if table.has("tol") else 1e-9
    source = table.line("from") if table.has("from") else ""
    return Case(tuple(args), table.get("want"), tol, source)
