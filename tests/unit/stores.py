"""What several tests do with a progress store."""

import subprocess
import sys
import textwrap
from datetime import date

from tutor.study.attempts import Attempts
from tutor.study.cards import Deck, Key
from tutor.study.notes import Notes
from tutor.study.plan import Plan, PlanStore

T0 = 1_790_000_000.0
"""A moment in 2026, in seconds since 1970."""
DAY = 86400.0


def in_another_process(code, *args, **options):
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, **options)


def works(store):
    """Whether the store does all it should, wherever it keeps things."""
    store.answer("l", "p", "settles", False, {"lr": 0.21})
    store.visit("l", 3)
    assert store.finish("l", ["p"])
    assert remembers_the_rest(store.store)
    return store.place("l") == 3 and store.last_place() == ("l", 3) and store.state("l") == "done"


def remembers_the_rest(store):
    """Whether quiz answers, cards, attempts, notes and the plan are kept."""
    deck, attempts, notes, plan = Deck(store), Attempts(store), Notes(store), PlanStore(store)
    key = Key("l", "number", "q")
    card = answer(deck, key, True)
    attempts.checked("l", "e", "x = 1", True, seconds=0.5, now=T0)
    notes.add("l", "p", "because", now=T0)
    plan.write(Plan(date(2026, 10, 1), 5.0), now=T0)
    return (
        card in deck.cards()
        and deck.answers("l")[-1].key == key
        and attempts.passed_source("l", "e").source == "x = 1"
        and notes.all("l")[-1].text == "because"
        and plan.read().hours == 5.0
    )


def answer(deck, key, correct, now=T0, **details):
    """Give an answer that took ten seconds."""
    details = {"seconds": 10.0, "place": "lesson", **details}
    return deck.answer(key, "given", correct, now=now, **details)
