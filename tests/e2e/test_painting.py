"""What is painted by difference is what Textual would have painted, and nothing is sent in vain."""

import os
import signal
from contextlib import closing
from time import perf_counter

import psutil
import pytest

from tests.e2e.slow import SlowTerminal
from tests.e2e.terminal import standing_at

DOWN, LEFT, ENTER, ESCAPE = "\x1b[B", "\x1b[D", "\r", "\x1b"
CTRL_C, CTRL_P, CTRL_Q, F3 = "\x03", "\x10", "\x11", "\x1bOR"
PATIENCE = 40
ELSEWHERE = b"\x1b[0m\x1b[2J\x1b[H\x1b[1;31m$ make\r\n" + b"nothing to be done\r\n" * 12


def cells(terminal):
    """Every cell as it looks: glyph, colours, attributes; and the cursor."""
    screen = terminal.screen
    rows = [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]
    return rows, (screen.cursor.x, screen.cursor.y, screen.cursor.hidden)


class Pair:
    """The app twice, with the same keys: as it paints itself, and as Textual paints it."""

    def __init__(self, folder, *flags):
        self.ours = SlowTerminal(["-m", "tutor", *flags], standing_at(folder / "ours"))
        self.stock = SlowTerminal(
            ["-m", "tutor", "--painting", "stock", *flags], standing_at(folder / "stock")
        )
        self.both = self.ours, self.stock

    def press(self, keys):
        for terminal in self.both:
            terminal.press(keys)

    def resize(self, columns, rows):
        for terminal in self.both:
            terminal.resize(columns, rows)

    def kill(self, number):
        for terminal in self.both:
            os.kill(terminal.process.pid, number)

    def agree(self, condition):
        """Wait until both screens show `condition` and stay as they are, then until they agree.

        A blinking cursor never stays as it is: it is given two seconds, and met in one phase.
        """
        holds = condition if callable(condition) else lambda text: condition in text
        end, quiet_since = perf_counter() + PATIENCE, perf_counter()
        shown_since = None
        while True:
            for terminal in self.both:
                if terminal.pump(0.05):
                    quiet_since = perf_counter()
            now = perf_counter()
            if not all(holds(terminal.text) for terminal in self.both):
                shown_since = None
                assert now < end, self._report("one of them does not come to it")
                continue
            shown_since = shown_since or now
            if min(now - quiet_since, now - shown_since) < 0.5 and now - shown_since < 2.0:
                continue
            if cells(self.ours) == cells(self.stock):
                return
            assert now < end, self._report("\n".join(self._differences()))

    def _differences(self):
        (ours, our_cursor), (stock, their_cursor) = cells(self.ours), cells(self.stock)
        yield f"cursors: {our_cursor}, {their_cursor}"
        for y, rows in enumerate(zip(ours, stock, strict=True)):
            for x, (mine, theirs) in enumerate(zip(*rows, strict=True)):
                if mine != theirs:
                    yield f"row {y}, column {x}: {mine} instead of {theirs}"

    def _report(self, what):
        return f"{what}\nours:\n{self.ours.text}\nstock:\n{self.stock.text}"

    def close(self):
        for terminal in self.both:
            terminal.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("color", ["truecolor", pytest.param("256", marks=pytest.mark.slow)])
def test_the_painted_screen_is_stock_textuals_cell_for_cell(tmp_path, color):
    with closing(Pair(tmp_path, "--color", color)) as pair:
        pair.agree("■ locked")
        pair.press(ENTER)  # to the prediction
        pair.agree("It blows up")
        pair.press(DOWN + DOWN + ENTER)
        pair.agree("enter commits")  # how sure one is
        pair.press(ENTER)
        pair.ours.wait_for("playing")
        pair.stock.wait_for("playing")
        pair.press("+++++++")
        pair.agree(lambda text: "step 59 of 59" in text and "as you said" in text)
        pair.press(LEFT * 5)
        pair.agree("step 54 of 59")
        pair.press("p")
        pair.agree("▸lr")
        pair.press("0.18" + ENTER)
        pair.agree(lambda text: "step 54 of 54" in text and "▸lr           0.18" in text)
        pair.press(ESCAPE)
        pair.agree(lambda text: "▸lr" not in text)
        pair.press("?")
        pair.agree("Ten steps back")
        pair.press(ESCAPE)
        pair.agree(lambda text: "Ten steps back" not in text)
        pair.press(CTRL_P)
        pair.agree("Search for commands")
        pair.press("sav")
        pair.agree("Save the ledger")
        pair.press(ESCAPE)
        pair.agree(lambda text: "Save the ledger" not in text)
        pair.press(CTRL_C)
        pair.agree("Press ctrl+c again")
        pair.agree(lambda text: "Press ctrl+c again" not in text)
        pair.press(F3)
        pair.agree("Roll downhill")
        for columns, rows in [(80, 24), (100, 30), (120, 40)]:
            pair.resize(columns, rows)
            pair.agree(lambda text: "quit" in text.splitlines()[-1] and "Roll downhill" in text)
        pair.kill(signal.SIGTSTP)
        for terminal in pair.both:
            stopped = psutil.Process(terminal.process.pid)
            while stopped.status() != psutil.STATUS_STOPPED:
                terminal.pump(0.05)
            terminal.stream.feed(ELSEWHERE)
            assert "nothing to be done" in terminal.text
        pair.kill(signal.SIGCONT)
        pair.agree(lambda text: "Roll downhill" in text and "to be done" not in text)
        assert pair.ours.received < pair.stock.received


def family(process):
    return [process, *process.children(recursive=True)]


def cpu_seconds(processes):
    return sum(sum(process.cpu_times()[:2]) for process in processes)


@pytest.fixture
def terminal(tmp_path):
    with closing(SlowTerminal(["-m", "tutor"], standing_at(tmp_path / "state"))) as terminal:
        yield terminal


def test_an_idle_lesson_sends_nothing_and_computes_nothing(terminal):
    terminal.wait_for("Roll downhill")
    terminal.press(ENTER)
    terminal.wait_for("■ locked")
    terminal.settle(2.0)
    processes = family(psutil.Process(terminal.process.pid))
    assert len(processes) > 1, "the worker is looked at as well"
    sent, used = terminal.received, cpu_seconds(processes)
    terminal.listen(3.0)
    assert terminal.received == sent
    # the kernel counts in hundredths of a second: three are a hundredth of the time
    assert cpu_seconds(processes) - used <= 0.03


def test_a_path_that_nothing_happens_on_sends_nothing(terminal):
    terminal.wait_for("Roll downhill")
    terminal.settle(2.0)
    sent = terminal.received
    terminal.listen(3.0)
    assert terminal.received == sent
