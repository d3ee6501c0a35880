"""A program that is killed while it writes: what was answered is kept, to the last answer."""

import random
import sqlite3
import time
from collections import Counter

import pytest
from stores import in_another_process

from tutor.study.attempts import Attempts
from tutor.study.cards import Deck, refresh_all
from tutor.study.progress import Progress

WRITER = """
import sys, time
from pathlib import Path
from tutor.study.attempts import Attempts
from tutor.study.cards import Deck, Key
from tutor.study.progress import Progress

folder, name = Path(sys.argv[1]), sys.argv[2]
progress = Progress(folder)
deck, attempts = Deck(progress.store), Attempts(progress.store)
n = 0
while True:
    now = time.time()
    progress.answer("l", f"{name}-{n}", "a", True, {"lr": 0.1}, 2)
    deck.answer(Key("l", "number", f"q{n % 3}"), f"{name}-{n}", n % 2 == 0,
                seconds=1.0, now=now, place="review")
    attempts.checked("l", "e", f"{name}-{n}", True, seconds=0.1, now=now)
    assert progress.warning is None
    print(n, flush=True)
    n += 1
    time.sleep(0.005)  # as learners do; without it SQLite's waiting is so unfair that some starve
"""
AT_ONCE = 5


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
def test_a_kill_at_any_moment_loses_nothing_that_was_answered(tmp_path, rounds):
    """Five programs write one file at once and each is killed: 10 kills, or 100."""
    chance = random.Random(rounds)
    told: Counter[str] = Counter()
    for round_ in range(rounds):
        names = [f"{round_}.{n}" for n in range(AT_ONCE)]
        children = [(name, in_another_process(WRITER, tmp_path, name)) for name in names]
        for name, child in chance.sample(children, AT_ONCE):
            for _ in range(chance.randrange(4)):
                told[name] = int(child.stdout.readline()) + 1
            time.sleep(chance.uniform(0, 0.02))  # to be anywhere in the next answer
            child.kill()
            rest = child.communicate()[0].split()  # what was told before the kill, not read yet
            told[name] = max([told[name], *(int(n) + 1 for n in rest if n.isdigit())])
        progress = Progress(tmp_path)
        assert progress.warning is None
        holds_together(progress, told)
        progress.close()
    assert sum(told.values()) > rounds


def holds_together(progress, told):
    """Every answer that was told is kept once, and each card is what its answers make of it."""
    deck, attempts = Deck(progress.store), Attempts(progress.store)
    for kept in (
        [answer.prediction for answer in progress.answers("l")],
        [answer.given for answer in deck.answers("l")],
        [event.at for event in attempts.events("l")],
    ):
        assert len(set(kept)) == len(kept)
    predicted = {answer.prediction for answer in progress.answers("l")}
    given = {answer.given for answer in deck.answers("l")}
    wanted = {f"{name}-{n}" for name, count in told.items() for n in range(count)}
    assert wanted <= predicted
    assert wanted <= given
    # at most the answer that was being written is there beyond what was told
    assert len(given) - len(wanted) <= len(told) + AT_ONCE
    cards = deck.cards()
    progress.store.together(refresh_all)
    assert deck.cards() == cards
    passed = progress.store.do("SELECT COUNT(*) FROM attempts WHERE kind = 'passed'")
    assert progress.store.do("SELECT COUNT(*) FROM passed_sources") == passed
    with sqlite3.connect(progress.path) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()
