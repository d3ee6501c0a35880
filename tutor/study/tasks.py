"""Quiz items, as a lesson's TOML describes them."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.study.predictions import Choice, read_choices
from tutor.study.tables import Table
from tutor.study.varying import Variation, read_variation


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
    vary: Variation | None = None
    """How the numbers change from the second showing on."""


def read_quiz(lesson: Table) -> tuple[QuizItem, ...]:
    """Read every `[[quiz]]` item of a lesson."""
    keys = ("id", "kind", "ask", "answer", "tol", "why", "choices", "vary")
    found = []
    for table in lesson.tables("quiz", keys):
        kind, answer, tol = table.line("kind"), table.get("answer"), 0.0
        choices: tuple[Choice, ...] = ()
        vary = None
        if table.has("vary") and kind != "number":
            raise table.error("only an item of kind number can have `vary`")
        if kind == "number":
            answer, tol = table.number("answer"), table.number("tol")
            vary = read_variation(table, answer, tol) if table.has("vary") else None
        elif kind == "choice":
            choices = read_choices(table)
        else:
            raise table.error(f"`kind` is {kind!r}; it must be number or choice")
        ask, why = table.line("ask"), table.line("why")
        found.append(QuizItem(table.name("id"), kind, ask, answer, why, tol, choices, vary))
    return tuple(found)
