"""Which listed wrong program does what the learner's does? Its sentence helps the most."""

from __future__ import annotations

import warnings

import numpy as np

from tutor.study.exercises import Mistake
from tutor.study.grading.comparing import same
from tutor.study.grading.exchange import Raised
from tutor.study.grading.subject import Subject
from tutor.study.grading.values import unchanged
from tutor.study.grading.witness import Call, repeated

NEAR = 1e-9


def recognized(subject: Subject) -> str | None:
    """Return the sentence of the mistake that agrees with the learner on every observed call.

    One that also does the same to its arguments comes before one that only returns the same.
    """
    subject.observed = [call for call in subject.observed if call.can_repeat]
    mistakes = subject.trusted.exercise.mistakes if subject.observed else ()
    for arguments in (True, False):
        for mistake in mistakes:
            if _agrees(subject, mistake, arguments):
                return mistake.say
    return None


def _agrees(subject: Subject, mistake: Mistake, arguments: bool) -> bool:
    function = subject.trusted.use(subject.trusted.wrong(mistake))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a wrong program may overflow
        return all(
            same_outcome(call, repeated(call, function), arguments) for call in subject.observed
        )


def same_outcome(call: Call, theirs: Call, arguments: bool = True) -> bool:
    """Say whether two calls raised or returned the same, and left the same in the arguments."""
    if isinstance(call.error, Raised):
        error = theirs.error
        return call.error.type == (error.type if isinstance(error, Raised) else _name(error))
    if theirs.error is not None:
        return False
    if arguments and not unchanged(list(call.after), list(theirs.after)):
        return False
    return same(call.value, theirs.value, NEAR) or same(theirs.value, call.value, NEAR)


def _name(error: Exception | None) -> str:
    return type(error).__name__
