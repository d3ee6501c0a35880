"""The checks by golden values: first the kind, then the numbers, then the arguments."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.study.grading.comparing import Wrong, first_wrong, kind_problem
from tutor.study.grading.exchange import Raised
from tutor.study.grading.sentences import about
from tutor.study.grading.shown import shown
from tutor.study.grading.subject import Subject
from tutor.study.grading.values import is_mutable, unchanged
from tutor.study.grading.witness import Call
from tutor.study.verdict import Check

KIND, VALUES, ARGUMENTS = "shape and type", "golden values", "arguments left alone"


def kinds(subject: Subject) -> Iterator[Check]:
    """Check that the function returns the right kind of thing for every case."""
    for _, want, call in subject.cases:
        if isinstance(call.error, Raised):
            yield Check(KIND, False, f"{about(call.error)}\n  called as: {call}")
            return
        problem = kind_problem(call.value, want)
        if problem:
            yield Check(KIND, False, f"{problem}\n  called as: {call}\n  expected:  {shown(want)}")
            return
    if subject.cases:
        yield Check(KIND, True, _all_of(len(subject.cases)))


def values(subject: Subject) -> Iterator[Check]:
    """Check the numbers against the golden values."""
    for case, want, call in subject.cases:
        wrong = first_wrong(call.value, want, case.tol)
        if wrong is not None:
            yield Check(VALUES, False, difference(call, shown(want), wrong, case.tol))
            return
    if subject.cases:
        yield Check(VALUES, True, _all_of(len(subject.cases)))


def arguments(subject: Subject) -> Iterator[Check]:
    """Check that the caller's arrays are as they were, unless the exercise is to change them."""
    if subject.trusted.exercise.in_place:
        return
    for _, _, call in subject.cases:
        pairs = zip(subject.trusted.parameters, call.args, call.after, strict=False)
        for name, before, after in pairs:
            if is_mutable(before) and not unchanged(before, after):
                yield Check(
                    ARGUMENTS,
                    False,
                    f"`{name}` changed under the caller's feet: the function must leave its "
                    f"arguments alone.\n  called as: {call}\n  before: {shown(before)}\n"
                    f"  after:  {shown(after)}",
                )
                return
    if subject.cases:
        yield Check(ARGUMENTS, True, _all_of(len(subject.cases)))


def difference(call: Call, expected: str, wrong: Wrong, tol: float) -> str:
    """Say what was expected, what came, and where the two part."""
    lines = [f"{call}", f"  expected: {expected}", f"  got:      {call.outcome()}"]
    if wrong.index:
        lines.append(f"  first wrong element: {wrong.index} is {wrong.given}, not {wrong.wanted}")
    return "\n".join([*lines, f"  tolerance: {tol:g}"])


def _all_of(count: int) -> str:
    return f"{count} of {count} cases" if count > 1 else "the one case"
