"""`mlpath-tutor review` as the real program: what is answered is kept however it ends."""

import json
import os
import signal
import subprocess
import sys
import time

import pexpect
import pytest

from tutor.study.cards import DAY, Deck, Key
from tutor.study.progress import Progress

TUTOR = [sys.executable, "-m", "tutor"]
START = (
    "import signal, sys; from tutor.cli import main; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "  # ignored in a background job
    "sys.exit(main())"
)
PATIENCE = 50
LESSON = "gradient-descent"
ITEMS = {"edge": ("number", "2/25"), "best-step": ("number", "0.8"),
         "momentum-pays": ("choice", "3"), "double-the-loss": ("choice", "2")}  # fmt: skip


@pytest.fixture(autouse=True)
def _due():
    """The four cards of a quiz that was answered three days ago, the later items later."""
    progress, then = Progress(), time.time() - 3 * DAY
    for n, (item, (kind, _)) in enumerate(ITEMS.items()):
        Deck(progress.store).answer(
            Key(LESSON, kind, item), "x", True, seconds=9, now=then + n, place="lesson"
        )
    progress.close()


def reviewed():
    progress = Progress()
    try:
        answers = Deck(progress.store).answers()
        return [(a.key.item, a.correct) for a in answers if a.place == "review"]
    finally:
        progress.close()


def review(*lines, arguments=("review",)):
    typed = "".join(f"{line}\n" for line in lines).encode()
    return subprocess.run([*TUTOR, *arguments], input=typed, capture_output=True, timeout=PATIENCE)


def test_a_whole_review_and_then_nothing_is_due():
    done = review(*(answer for _, answer in ITEMS.values()))
    assert (done.returncode, done.stderr) == (0, b"")
    assert "4 of 4 right at the first try." in done.stdout.decode()
    assert reviewed() == [(item, True) for item in ITEMS]
    again = review()
    assert b"You have reviewed today's cards. The next card is due in" in again.stdout
    assert json.loads(review(arguments=("review", "--json")).stdout)["due"] == []


def test_an_input_that_ends_keeps_what_was_answered():
    done = review("2/25", "0.7")
    assert done.returncode == 0
    assert "The input ended. What you answered is kept." in done.stdout.decode()
    assert reviewed() == [("edge", True), ("best-step", False)]
    assert "2 cards still to review" in done.stdout.decode()


def test_ctrl_c_keeps_what_was_answered_and_is_130():
    child = pexpect.spawn(
        sys.executable, ["-c", START, "review"], encoding="utf-8", timeout=PATIENCE
    )
    child.expect("Your answer, a number, or skip:")
    child.sendline("2/25")
    child.expect("Card 2 of 4")
    child.expect("skip:")
    child.sendintr()
    child.expect("interrupted")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert reviewed() == [("edge", True)]


def test_a_kill_keeps_what_was_answered():
    child = pexpect.spawn(
        sys.executable, ["-m", "tutor", "review"], encoding="utf-8", timeout=PATIENCE
    )
    child.expect("skip:")
    child.sendline("2/25")
    child.expect("Card 2 of 4")
    os.kill(child.pid, signal.SIGKILL)
    child.expect(pexpect.EOF)
    child.close()
    assert reviewed() == [("edge", True)]


def test_a_review_loads_nothing_that_trains_or_draws():
    code = (
        "import sys, tutor.cli\n"
        "tutor.cli.main(['review'])\n"
        "heavy = ('textual', 'rich', 'torch', 'sklearn', 'pandas', 'scipy')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=b"2/25\n", capture_output=True, timeout=PATIENCE)
    assert done.stderr == b"[]\n"
