"""What is kept of exercises, and the learner's notes."""

import hashlib

from stores import T0

from tutor.study.attempts import Attempt, Attempts
from tutor.study.notes import LONGEST, Note, Notes

SOURCE = "def f(x):\n    return 2 * x  # λ\n"


def test_each_event_is_kept_in_its_order(progress):
    attempts = Attempts(progress.store)
    attempts.checked("l", "e", "pass", False, seconds=0.5, now=T0)
    attempts.hint("l", "e", now=T0 + 1)
    attempts.hint("l", "e", now=T0 + 2)
    attempts.gave_up("l", "other", now=T0 + 3)
    attempts.checked("l", "e", SOURCE, True, seconds=0.25, now=T0 + 4)
    events = attempts.events("l")
    assert [(e.exercise, e.kind) for e in events] == [
        ("e", "tried"), ("e", "hint"), ("e", "hint"), ("other", "gave_up"), ("e", "passed"),
    ]  # fmt: skip
    sha = hashlib.sha256(SOURCE.encode()).hexdigest()[:16]
    assert events[-1] == Attempt("l", "e", "passed", T0 + 4, sha, 0.25)
    assert attempts.count("l", "e", "hint") == 2
    assert attempts.count("another", "e", "hint") == 0
    assert attempts.events("another") == ()


def test_the_newest_source_that_passed_is_the_reference(progress):
    attempts = Attempts(progress.store)
    assert attempts.passed_source("l", "e") is None
    attempts.checked("l", "e", SOURCE, True, seconds=1, now=T0)
    attempts.checked("l", "e", "broken", False, seconds=1, now=T0 + 1)
    attempts.checked("l", "e", SOURCE + "\n", True, seconds=1, now=T0 + 2)
    assert attempts.passed_source("l", "e").source == SOURCE + "\n"
    assert attempts.passed_source("l", "e").at == T0 + 2


def test_a_note_is_kept_as_it_was_written_and_an_empty_one_is_none(progress):
    notes = Notes(progress.store)
    notes.add("l", "edge", "  because the factor is -1\n", now=T0)
    notes.add("l", "", " \n", now=T0)
    notes.add("m", "", "x" * (LONGEST + 1), now=T0 + 1)
    assert notes.all("l") == (Note("l", "edge", "because the factor is -1", T0),)
    assert [len(note.text) for note in notes.all()] == [24, LONGEST]
