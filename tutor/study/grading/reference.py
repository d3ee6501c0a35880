"""The check against an independent reference, on every input that the other checks have used."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from tutor.study.grading.comparing import first_wrong, kind_problem
from tutor.study.grading.golden import difference
from tutor.study.grading.shown import shown
from tutor.study.grading.subject import Subject
from tutor.study.verdict import Check

NAME = "reference"
MOST = 50


def reference(subject: Subject) -> Iterator[Check]:
    """Check that another implementation returns the same, where its library is installed."""
    asked = subject.trusted.exercise.reference
    if asked is None:
        return
    function = subject.trusted.named(asked.function)
    calls = [call for call in subject.observed if call.error is None and call.can_repeat][:MOST]
    for call in sorted(calls, key=lambda call: call.size()):
        try:
            want = function(*deepcopy(call.args), **call.kwargs)
        except ModuleNotFoundError as error:
            yield Check(NAME, True, f"left out: {error.name} is not installed here")
            return
        problem = kind_problem(call.value, want)
        if problem:
            yield Check(NAME, False, f"{problem}\n  called as: {call}")
            return
        wrong = first_wrong(call.value, want, asked.tol)
        if wrong is not None:
            yield Check(NAME, False, difference(call, shown(want), wrong, asked.tol))
            return
    yield Check(NAME, True, f"the same as {asked.function} on {len(calls)} inputs")
