"""What the columns of each remembered table may hold: the one list behind export and import.

The ids of rows are left out, for they mean nothing on another machine, and so are the cards, which
are computed from the answers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

LATEST = 32503680000.0
"""The year 3000: a moment beyond it was made up, and no calendar could show it."""

Rule = tuple[Callable[[Any], bool], str]
Table = Mapping[str, Rule]


class Untrue(Exception):
    """A row holds what its table cannot. The message names the column and what it expects."""


def check(table: Table, row: object) -> None:
    """Raise `Untrue` for a row that is not exactly what the table's columns may hold."""
    if not isinstance(row, dict):
        raise Untrue("it is not a table of columns")
    for column in row:
        if column not in table:
            raise Untrue(f"unknown column {column[:40]!r}")
    for column, (holds, expected) in table.items():
        if column not in row:
            raise Untrue(f"`{column}` is missing")
        if not holds(row[column]):
            raise Untrue(f"`{column}` is {_short(row[column])}; expected {expected}")


def _whole(low: int, high: int) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return holds, f"a whole number from {low} to {high}"


def _number(low: float, high: float) -> Rule:
    def holds(value: Any) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(value) and low <= value <= high

    return holds, f"a number from {low:g} to {high:g}"


def _one_of(*words: str) -> Rule:
    return (lambda value: value in words), f"one of {', '.join(words)}"


def _or_none(rule: Rule) -> Rule:
    return (lambda value: value is None or rule[0](value)), f"{rule[1]}, or null"


def _is_text(value: Any) -> bool:
    # half a character is one that no file can hold
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_object(value: Any) -> bool:
    try:
        return _is_text(value) and isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and 2000 <= date.fromisoformat(value).year < 2100
    except ValueError:
        return False


TEXT: Rule = (_is_text, "text")
AT = _number(0.0, LATEST)
SECONDS = _number(0.0, LATEST)
YES_OR_NO = _whole(0, 1)
COUNT = _whole(0, 2**31)

TABLES: Mapping[str, Table] = {
    "answers": {
        "at": AT,
        "lesson": TEXT,
        "prediction": TEXT,
        "choice": TEXT,
        "correct": YES_OR_NO,
        "confidence": _or_none(_whole(1, 3)),
        "params": (_is_object, "a JSON object as text"),
    },
    "visits": {"lesson": TEXT, "scene": COUNT, "at": AT},
    "finished": {"lesson": TEXT, "at": AT},
    "quiz_answers": {
        "at": AT,
        "lesson": TEXT,
        "kind": _one_of("number", "choice", "code"),
        "item": TEXT,
        "place": _one_of("lesson", "review"),
        "showing": COUNT,
        "try": _whole(1, 2),
        "given": TEXT,
        "correct": YES_OR_NO,
        "hinted": YES_OR_NO,
        "seconds": SECONDS,
        "fast": YES_OR_NO,
        "rating": _whole(1, 4),
    },
    "attempts": {
        "at": AT,
        "lesson": TEXT,
        "exercise": TEXT,
        "kind": _one_of("tried", "passed", "hint", "gave_up"),
        "sha": TEXT,
        "seconds": SECONDS,
    },
    "passed_sources": {"at": AT, "lesson": TEXT, "exercise": TEXT, "sha": TEXT, "source": TEXT},
    "notes": {"at": AT, "lesson": TEXT, "about": TEXT, "text": TEXT},
    "plan": {
        "id": _whole(1, 1),
        "at": AT,
        "start": (_is_date, "a date such as 2027-01-31"),
        "hours": _number(0.5, 60.0),
    },
}


def _short(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
