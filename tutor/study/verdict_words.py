"""A verdict as a person reads it in a terminal, long and short, and as JSON data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tutor.study.exercises import Exercise
from tutor.study.verdict import Check, Verdict
from tutor.study.visible import visible


def as_object(exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as JSON data."""
    return {
        "exercise": exercise.function,
        "passed": verdict.passed,
        "checks": [asdict(check) for check in verdict.checks],
        "seconds": verdict.seconds,
    }


def as_text(exercise: Exercise, verdict: Verdict) -> str:
    """Return a line a check, with what a failed one has to say, and what the code printed."""
    lines = [summary(exercise, verdict)]
    width = max((len(check.name) for check in verdict.checks if check.passed), default=0)
    for check in verdict.checks:
        if check.passed:
            lines.append(f"  ✓ {check.name.ljust(width)}  {check.say}")
        else:
            lines += [f"  ✗ {check.name}", *_indented(check.say, "    ")]
    if verdict.printed.strip():
        lines += ["  your code printed:", *_indented(verdict.printed.rstrip(), "    ")]
    return "\n".join(lines)


def compact(exercise: Exercise, verdict: Verdict) -> str:
    """Return the summary, and of a failure what it has to say."""
    lines = [summary(exercise, verdict)]
    for check in _failures(verdict):
        lines += _indented(check.say, "  ")
    return "\n".join(lines)


def summary(exercise: Exercise, verdict: Verdict) -> str:
    """Return the verdict in a line."""
    failures = _failures(verdict)
    outcome = "✓ passed" if verdict.passed else f"✗ not yet: {failures[0].name}"
    return f"{exercise.function}  {outcome}  ({verdict.seconds:.2f} s)"


def _failures(verdict: Verdict) -> list[Check]:
    return [check for check in verdict.checks if not check.passed]


def _indented(text: str, by: str) -> list[str]:
    return [by + visible(line) for line in text.splitlines()]
