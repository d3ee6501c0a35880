"""`attach` on a real terminal opens the app on that run alone, and leaves it running."""

import pytest

from tests.e2e.terminal import Terminal
from tests.ui.trainings import training


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"  # as `_own_world` has it


def test_attach_shows_the_run_alone_in_the_glyphs_asked_for_and_escape_leaves_it_running(home):
    with training() as folder:
        terminal = Terminal(["--glyphs", "ascii", "attach", "bowl"], home, columns=80, rows=24)
        text = terminal.wait_for("> running")
        assert " bowl   gradient-descent" in text
        terminal.wait_for("momentum")
        assert terminal.text.isascii()
        terminal.press("\x1b")
        assert terminal.wait_for_end() == 0
        assert b"bowl goes on without you" in terminal.output
        assert folder.alive


def test_a_run_that_ends_meanwhile_gives_its_exit_code_when_the_screen_is_left(home):
    with training() as folder:
        terminal = Terminal(["attach", "bowl"], home, columns=80, rows=24)
        terminal.wait_for("momentum")
        terminal.press("x")
        terminal.wait_for("esc go on")
        terminal.press("y")
        terminal.wait_for("It was stopped at step")
        terminal.press("\x1b")
        assert terminal.wait_for_end() == 0
        assert b"stopped" in terminal.output.splitlines()[-2]
        assert not folder.alive
