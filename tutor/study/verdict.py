"""What a grader says of an exercise: its checks in order, and whether they all passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, and what to tell the learner. `say` may have lines.

    A check that could not be made, for want of a library, counts as passed and says so.
    """

    name: str
    passed: bool
    say: str


@dataclass(frozen=True)
class Verdict:
    """The outcome of one exercise.

    The first check that fails is the last one that was made; after it comes at most the listed
    mistake that was recognized.
    """

    exercise: str
    passed: bool
    checks: tuple[Check, ...]
    seconds: float
    mistake: str | None = None
    """The sentence of the listed wrong program that does the same as the learner's, if one does."""
    printed: str = ""
    """What the learner's code printed: all of it, or its first and last 2 kB."""

    def failed(self) -> Check | None:
        """Return the check that failed, or None."""
        return next((check for check in self.checks if not check.passed), None)


def refusal(exercise: str, name: str, say: str, seconds: float = 0.0, printed: str = "") -> Verdict:
    """Return the verdict whose only check failed."""
    return Verdict(exercise, False, (Check(name, False, say),), seconds, None, printed)


def to_data(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as data for the wire."""
    return asdict(verdict)


def from_data(data: Mapping[str, Any]) -> Verdict:
    """Return the verdict that `to_data` made this of."""
    checks = tuple(Check(**check) for check in data["checks"])
    return Verdict(**{**data, "checks": checks})
