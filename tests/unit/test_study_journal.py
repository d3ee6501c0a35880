"""The journal: what happened, day by day, in Markdown that nothing in a file can disturb."""

import time
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt
from stores import DAY, T0, answer

from tutor.study.attempts import Attempts
from tutor.study.cards import Deck, Key
from tutor.study.journal import EMPTY, journal
from tutor.study.notes import Notes
from tutor.study.predictions import Choice, Prediction

EDGE = Prediction(
    "edge",
    "What does the loss do?",
    {},
    1,
    "fate",
    "bounces",
    (Choice("bounces", "It bounces", "!"), Choice("explodes", "It blows up", "!")),
)
STEP = SimpleNamespace(id="step", function="gradient_step")
LESSONS = [SimpleNamespace(id="l", title="Roll downhill", predictions=(EDGE,), exercises=(STEP,))]


@pytest.fixture
def clock(monkeypatch):
    """A function that sets the time of what is written next."""
    return lambda now: monkeypatch.setattr(time, "time", lambda: now)


def test_an_empty_journal_says_what_will_fill_it(progress):
    assert journal(progress, LESSONS) == EMPTY


def test_a_prediction_stands_beside_what_happened(progress, clock):
    clock(T0)
    progress.answer("l", "edge", "explodes", False, {}, 3)
    progress.answer("l", "edge", "bounces", True, {})
    first, second = journal(progress, LESSONS).splitlines()[-2:]
    assert first == (
        "- **Roll downhill**: What does the loss do? You predicted “It blows up” (sure); "
        "what happened: “It bounces”."
    )
    assert second.endswith("You predicted “It bounces”, and it did.")


def test_a_prediction_of_a_lesson_that_is_gone_keeps_its_names(progress):
    progress.answer("gone", "edge", "explodes", False, {})
    line = journal(progress, LESSONS).splitlines()[-1]
    assert line == "- **gone**: predicted explodes for edge, and it did not."


def test_each_day_has_its_lines_in_their_order(progress, clock):
    attempts, deck, notes = Attempts(progress.store), Deck(progress.store), Notes(progress.store)
    noon = T0 - T0 % DAY + DAY / 2
    attempts.checked("l", "step", "pass", False, seconds=1, now=noon)
    attempts.checked("l", "step", "return 1", True, seconds=1, now=noon + 60)
    notes.add("l", "edge", "because it flips", now=noon + 120)
    for n, right in enumerate([True, False, True]):
        answer(deck, Key("l", "number", f"q{n}"), right, now=noon + DAY + n, place="review")
    answer(deck, Key("l", "number", "q1"), True, now=noon + DAY + 9, place="review", attempt=2)
    answer(deck, Key("l", "number", "q9"), True, now=noon + DAY + 20)
    clock(noon + DAY + 60)
    progress.finish("l", [])
    day = time.strftime("%Y-%m-%d", time.localtime(noon))
    next_ = time.strftime("%Y-%m-%d", time.localtime(noon + DAY))
    sha = attempts.passed_source("l", "step").sha
    assert journal(progress, LESSONS) == (
        f"# Journal\n\n## {day}\n\n"
        f"- **Roll downhill**: passed `gradient_step` (source {sha}).\n"
        "- **Roll downhill**, your note: because it flips\n"
        f"\n## {next_}\n\n"
        "- Review: 2 of 3 right at the first try.\n"
        "- **Roll downhill**, its questions: 1 of 1 right at the first try.\n"
        "- **Roll downhill**: finished.\n"
    )


def test_a_note_cannot_break_out_of_its_line(progress):
    Notes(progress.store).add("l", "", "one\n\n# two\n- three\x1b[2J\u202e", now=T0)
    text = journal(progress, LESSONS)
    assert "\x1b" not in text
    headings = [t for t in MarkdownIt().parse(text) if t.type == "heading_open"]
    assert [heading.tag for heading in headings] == ["h1", "h2"]
