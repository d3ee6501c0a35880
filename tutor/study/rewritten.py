"""Rewritten: what came of writing a function again, told by what was done at its exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.study.attempts import Attempt
from tutor.study.exercises import Exercise

TRIES = 2
"""Checks that count: a second one that passes is a second try."""


@dataclass(frozen=True)
class Try:
    """A check that counts as an answer to the card. seconds: since the writing began."""

    passed: bool
    hinted: bool
    sha: str
    at: float
    seconds: float


def tries_of(events: Iterable[Attempt], exercise: Exercise, since: float) -> tuple[Try, ...]:
    """Return the tries at `exercise` since a moment, at most two, until one passes.

    Giving up is a try that did not pass. events: of the exercise's lesson, oldest first. since:
    when the writing began, in seconds since 1970.
    """
    found: list[Try] = []
    hinted = False
    for event in events:
        if event.exercise != exercise.id or event.at < since:
            continue
        if event.kind == "hint":
            hinted = True
            continue
        passed = event.kind == "passed"
        found.append(Try(passed, hinted, event.sha, event.at, event.at - since))
        if passed or event.kind == "gave_up" or len(found) == TRIES:
            break
    return tuple(found)
