"""The exercise screen in a real pseudo-terminal: an editor has it, and a kill takes nothing."""

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminal import Terminal
from tutor.study.attempts import Attempts
from tutor.study.places import workspace_folder
from tutor.study.progress import Progress

F5, F7, ESCAPE, CTRL_Q = "\x1b[15~", "\x1b[18~", "\x1b", "\x11"
APP = """
import sys
from pathlib import Path
from tutor.app.guard import guarded
from tutor.study.places import native_log
with guarded(native_log()):
    from tutor.app.app import TutorApp
    from tutor.app.screens.exercise import ExerciseScreen
    from tutor.study.catalog import find
    from tutor.study.lesson import read_lesson
    from tutor.study.progress import Progress

    class AtTheExercise(TutorApp):
        def on_mount(self):
            lesson = read_lesson(find("gradient-descent").folder)
            self.push_screen(
                ExerciseScreen(lesson, lesson.exercises[0], self.progress, self.grader),
                lambda passed: self.exit(return_code=10 + passed),
            )

    app = AtTheExercise(Progress())
    app.run()
sys.exit(app.return_code or 0)
"""
EDITOR = r"""
import os, sys
from pathlib import Path
path = Path(sys.argv[-1])
assert all(os.isatty(fd) for fd in (0, 1, 2)), "the editor has no terminal"
print("\x1b[2J\x1b[HTHE EDITOR HAS", path.name, flush=True)
answer = input("line? ")
text = path.read_text()
for unfinished in ('raise NotImplementedError("your turn")', "pass"):
    text = text.replace(unfinished, answer)
path.write_text(text)
sys.exit(int("fail" in answer))
"""


@pytest.fixture
def module():
    return workspace_folder() / "mlpath" / "gradient_descent.py"


@pytest.fixture
def home():
    return Path(os.environ["MLPATH_HOME"])


@pytest.fixture
def exercise(home, tmp_path, monkeypatch):
    """Start the screen with $EDITOR set to a command; return its terminal."""

    def start(editor):
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", editor)
        terminal = Terminal(["-c", APP], home, 100, 30, program=sys.executable)
        terminal.wait_for("esc back")
        terminal.wait_until(lambda text: "raise Not" in text.splitlines()[terminal.screen.cursor.y])
        return terminal

    script = tmp_path / "editor.py"
    script.write_text(EDITOR)
    start.editor = f"{sys.executable} {script}"
    return start


def test_the_editor_gets_the_terminal_and_what_it_saves_is_checked(exercise, module):
    terminal = exercise(exercise.editor)
    terminal.press(F7)
    terminal.wait_for("THE EDITOR HAS gradient_descent.py")
    terminal.press("return w - lr * grad\r")
    terminal.wait_for("Passed. esc goes back")
    assert "return w - lr * grad" in terminal.text
    terminal.press(ESCAPE)
    assert terminal.wait_for_end() == 11
    assert terminal.is_restored
    assert b"Traceback" not in terminal.output
    assert "    return w - lr * grad\n" in module.read_text()
    assert Attempts(Progress().store).count("gradient-descent", "gradient-step", "passed") == 1


def test_what_the_terminal_still_has_to_answer_does_not_reach_the_editor(
    exercise, module, monkeypatch
):
    at_once, late = Terminal._answer, []

    def answer_late(terminal, text):
        late.append(threading.Timer(0.5, at_once, [terminal, text]))
        late[-1].start()

    monkeypatch.setattr(Terminal, "_answer", answer_late)
    terminal = exercise(exercise.editor)
    terminal.press("pass")
    terminal.wait_for("pass  ")  # the question that came with it is answered half a second on
    terminal.press(F7)
    terminal.wait_for("THE EDITOR HAS gradient_descent.py")
    for answer in late:
        answer.join()
    terminal.press("return w - lr * grad\r")
    terminal.wait_for("Passed. esc goes back")
    assert "\x1b" not in module.read_text()
    terminal.press(CTRL_Q)
    assert terminal.wait_for_end() == 0


def test_an_editor_that_fails_is_named_and_the_screen_goes_on(exercise):
    terminal = exercise(exercise.editor)
    terminal.press(F7)
    terminal.wait_for("line?")
    terminal.press("return 'fail'\r")
    terminal.wait_for("return 'fail'")
    terminal.press(F5)
    terminal.wait_for("Not yet")
    terminal.press(CTRL_Q)
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored


def test_an_editor_that_is_not_there_is_named_and_typing_goes_on(exercise):
    terminal = exercise("no-such-editor --wait")
    terminal.press(F7)
    terminal.wait_for("`no-such-editor` cannot be started")
    terminal.press("return w - lr * grad" + F5)
    terminal.wait_for("Passed. esc goes back")
    terminal.press(CTRL_Q)
    assert terminal.wait_for_end() == 0


def test_what_was_typed_outlives_a_kill(exercise, module):
    terminal = exercise("true")
    terminal.press("return w - lr")
    while "    return w - lr\n" not in module.read_text():
        with contextlib.suppress(pexpect.TIMEOUT):  # what it draws has to go somewhere
            terminal.child.read_nonblocking(1 << 16, timeout=0.1)
    os.kill(terminal.child.pid, signal.SIGKILL)
    terminal.wait_for_end()
    assert "    return w - lr\n" in module.read_text()
