"""The app in a real pseudo-terminal, from the first screen to the restored prompt."""

import os
import re
import signal
import termios

import psutil
import pytest

from tests.e2e.terminal import Terminal, standing_at

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ESCAPE, CTRL_C, CTRL_Q = "\x1b", "\x03", "\x11"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "state"


def step(text):
    found = re.search(r"step (\d+) of (\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_a_newcomer_predicts_runs_edits_scrubs_back_and_leaves(home, columns, rows):
    terminal = Terminal([], standing_at(home), columns, rows)
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    terminal.wait_for("■ locked")
    terminal.press(" ")
    terminal.wait_for("Answer the prediction first")
    terminal.press(DOWN + DOWN + "\r")
    terminal.wait_for("How sure are you?")
    terminal.press("2")
    terminal.wait_for("▶ playing")
    terminal.press("+++++++")
    terminal.wait_for("as you said")
    terminal.wait_until(lambda text: step(text) == (59, 59))
    terminal.press("r")
    terminal.wait_until(lambda text: step(text) == (0, 0))
    terminal.press("-------")  # from flat out down to 2 steps a second
    terminal.press("p")
    terminal.wait_for("▸lr")
    terminal.press("0.18\r")
    terminal.wait_for("▸lr           0.18")
    terminal.press(" ")
    terminal.wait_until(lambda text: (step(text) or (0, 0))[0] > 3)
    terminal.press(" ")
    terminal.wait_for("‖ paused")
    _, at = step(terminal.wait_until(lambda text: step(text)[0] == step(text)[1]))
    terminal.press(LEFT * 3)
    terminal.wait_until(lambda text: step(text) == (at - 3, at))
    terminal.press("0.7\r")
    terminal.wait_for("lr cannot be 0.7: give a number from 0 to 0.5")
    terminal.press(UP)
    terminal.wait_until(lambda text: step(text) == (at - 3, at - 3))
    terminal.press(CTRL_Q)
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored
    assert b"Traceback" not in terminal.output


def test_the_terminal_settings_are_those_from_before(home):
    terminal = Terminal([], standing_at(home))
    terminal.wait_for("Roll downhill")
    during = termios.tcgetattr(terminal.child.child_fd)
    terminal.press(CTRL_Q)
    terminal.wait_until(lambda _: terminal.is_restored or not terminal.child.isalive())
    after = termios.tcgetattr(terminal.child.child_fd)
    terminal.wait_for_end()
    assert during != terminal.before
    assert after == terminal.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_app_and_restores_the_terminal(home, number):
    terminal = Terminal([], standing_at(home))
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    terminal.wait_for("■ locked")
    os.kill(terminal.child.pid, number)
    assert terminal.wait_for_end() == 128 + number
    assert terminal.is_restored
    assert b"Traceback" not in terminal.output


def test_ctrl_c_twice_leaves_with_130_and_takes_the_worker_along(home):
    terminal = Terminal([], standing_at(home))
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    terminal.wait_for("■ locked")
    workers = psutil.Process(terminal.child.pid).children(recursive=True)
    assert workers
    terminal.press(CTRL_C)
    terminal.wait_for("Press ctrl+c again")
    terminal.press(CTRL_C)
    assert terminal.wait_for_end() == 130
    assert terminal.is_restored
    psutil.wait_procs(workers, timeout=20)
    assert not any(worker.is_running() for worker in workers)


def test_the_app_opens_where_the_learner_left_off_in_another_process(home):
    first = Terminal([], standing_at(home))
    first.wait_for("Roll downhill")
    first.press("\r")
    first.wait_for("■ locked")
    os.kill(first.child.pid, signal.SIGKILL)
    first.wait_for_end()
    second = Terminal([], home)
    second.wait_for("■ locked")
    second.press(CTRL_Q)
    assert second.wait_for_end() == 0
