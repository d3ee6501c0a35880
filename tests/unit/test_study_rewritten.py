"""Writing a function again is graded by what was done at its exercise, and by nothing else."""

from types import SimpleNamespace

import pytest
from stores import T0

from tutor.study.attempts import Attempt
from tutor.study.rewritten import tries_of

STEP = SimpleNamespace(id="step")


def events(*kinds, exercise="step", start=T0):
    return [
        Attempt("l", exercise, kind, start + 10.0 * n, sha=f"{n}", seconds=0.1)
        for n, kind in enumerate(kinds, 1)
    ]


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        ((), []),
        (("hint",), []),
        (("passed",), [(True, False)]),
        (("hint", "passed"), [(True, True)]),
        (("tried", "passed"), [(False, False), (True, False)]),
        (("tried", "hint", "passed"), [(False, False), (True, True)]),
        (("tried", "tried", "passed"), [(False, False), (False, False)]),
        (("gave_up", "passed"), [(False, False)]),
        (("tried", "gave_up"), [(False, False), (False, False)]),
        (("passed", "tried"), [(True, False)]),
    ],
)
def test_two_checks_count_until_one_passes_or_the_learner_gives_up(kinds, found):
    assert [(one.passed, one.hinted) for one in tries_of(events(*kinds), STEP, T0)] == found


def test_what_was_done_before_or_at_another_exercise_counts_nothing():
    before = events("hint", "passed", start=T0 - 100)
    elsewhere = events("passed", exercise="other")
    assert tries_of(before + elsewhere, STEP, T0) == ()
    (only,) = tries_of(before + elsewhere + events("tried"), STEP, T0)
    assert (only.passed, only.hinted, only.sha, only.at, only.seconds) == (
        False, False, "1", T0 + 10.0, 10.0,
    )  # fmt: skip
