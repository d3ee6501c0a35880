"""Over a slow link keys are seen soon, pictures are whole, memory stays; a lost line is an end."""

import json
import os
import signal
from contextlib import closing, suppress

import psutil
import pytest
from pyte.graphics import FG_BG_256

from tests.e2e.links import MISSING, ROOT, Link, Server, over
from tests.e2e.slow import SlowTerminal
from tests.e2e.terminal import standing_at

LESSON = ROOT / "tests" / "benchmarks" / "lessons" / "m05_four_panels"
FELT = 0.6
"""Seconds within which a key must have its effect."""
KEYS = (("+", " 20 steps/s"), ("-", " 10 steps/s"))
PATIENCE = 60

pytestmark = pytest.mark.timeout(180)
over_ssh = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def live(folder):
    return ["-m", "tests.benchmarks.live", str(LESSON), str(folder / "samples")]


def frames(folder):
    return (folder / "samples").read_text().count("\n")


def animate(terminal):
    """Let the four panels move until the link's speed is known."""
    terminal.wait_for("paused")
    terminal.press(" ")
    terminal.wait_for("playing")
    terminal.listen(5)


def bytes_to_effects(terminal, count, presses=12):
    """Press keys while the panels move; return the bytes that came before each effect was seen."""
    found = []
    for number in range(presses):
        terminal.listen(0.3 + 0.07 * (number % 5))  # keys come at any phase of a frame
        key, effect = KEYS[number % 2]
        before = count()
        terminal.press(key)
        terminal.wait_for(effect)
        found.append(count() - before)
    return found


@pytest.mark.parametrize("rate", [32_000, pytest.param(8_000, marks=pytest.mark.slow)])
def test_a_keys_effect_comes_with_what_the_link_carries_at_once(tmp_path, rate):
    with closing(SlowTerminal(live(tmp_path), tmp_path, rate=rate)) as terminal:
        animate(terminal)
        found = bytes_to_effects(terminal, lambda: terminal.received)
        assert max(found) < FELT * rate
        assert frames(tmp_path) > 8, "the panels have moved all the while"


@pytest.mark.slow
def test_three_hundred_frames_leave_no_memory_behind(tmp_path):
    with closing(SlowTerminal(live(tmp_path), tmp_path, rate=32_000)) as terminal:
        animate(terminal)
        app = psutil.Process(terminal.process.pid)
        terminal.wait_for(lambda _: frames(tmp_path) > 80)
        warm, first = app.memory_info().rss, frames(tmp_path)
        terminal.wait_for(lambda _: frames(tmp_path) > first + 300)
        # a frame's canvases and bytes together are larger than 100 kB: 30 MB if they were kept
        assert app.memory_info().rss - warm < 4 << 20


class Watched(SlowTerminal):
    """A terminal that keeps what its panels showed whenever it was asked how far it is."""

    regions = ()

    def _answer(self, text):
        if text.endswith("R"):
            for region, shown in self.shown.items():
                shown.append(self._picture(*region))
        super()._answer(text)

    def watch(self, regions):
        self.shown = {region: [] for region in regions}

    shown = {}  # noqa: RUF012  # nothing is watched at first

    def _picture(self, x, y, width, height):
        buffer = self.screen.buffer
        return tuple(
            (cell.data, cell.fg, cell.bg)
            for row in range(y, y + height)
            for cell in map(buffer[row].__getitem__, range(x, x + width))
        )


def colour(number):
    if number == -1:
        return "default"
    return f"{number:06x}" if number >= 0 else FG_BG_256[-2 - number]


def drawn(path):
    """Every drawing of each place on the screen, in order, as the terminal should show it."""
    found = {}
    for line in path.read_text().splitlines():
        drawing = json.loads(line)
        picture = tuple(
            (chr(glyph), colour(fore), colour(back))
            for row in drawing["rows"]
            for glyph, fore, back in zip(*row, strict=True)
        )
        found.setdefault(tuple(drawing["region"]), []).append(picture)
    return found


@pytest.mark.parametrize("rate", [32_000, pytest.param(8_000, marks=pytest.mark.slow)])
def test_no_picture_is_torn_and_none_goes_back(tmp_path, rate):
    drawings = tmp_path / "drawings"
    command = ["-m", "tests.e2e.recorded", *live(tmp_path)[2:], str(drawings)]
    with closing(Watched(command, tmp_path, rate=rate)) as terminal:
        terminal.wait_for("paused")
        terminal.settle()
        terminal.watch(list(drawn(drawings))[-4:])
        terminal.press("++ ")
        terminal.wait_for(lambda _: min(map(len, terminal.shown.values())) > 60)
        shown = terminal.shown
    made = drawn(drawings)
    assert len(shown) == 4
    for region, pictures in shown.items():
        assert len(set(pictures)) > 5, "the panel has moved"
        newest = 0
        for picture in pictures:
            assert picture in made[region][newest:], "it is torn, or older than what was shown"
            newest += made[region][newest:].index(picture)


@pytest.fixture
def line(tmp_path):
    """A connection to this machine by way of 32 kB/s and 40 ms each way."""
    with (
        closing(Server(tmp_path / "ssh")) as server,
        closing(Link(server.port, rate=32_000, delay=0.04)) as link,
    ):
        yield server, link


def there(line, word):
    """The processes on the other side from the one with `word` in its command downwards."""
    everything = psutil.Process(line[0].process.pid).children(recursive=True)
    app = next(p for p in everything if word in p.cmdline() and "python" in p.name())
    return [app, *app.children(recursive=True)]


@over_ssh
def test_a_key_over_ssh_has_its_effect_with_what_the_line_carries_at_once(tmp_path, line):
    with closing(over(*line, live(tmp_path), tmp_path)) as terminal:
        animate(terminal)
        found = bytes_to_effects(terminal, lambda: line[1].delivered)
        assert max(found) < FELT * 32_000
        assert frames(tmp_path) > 20


def left_alone(processes):
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return alive


def test_a_terminal_that_is_gone_ends_the_app_and_its_worker_and_keeps_the_place(tmp_path):
    terminal = SlowTerminal(["-m", "tutor"], standing_at(tmp_path))
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    terminal.wait_for("■ locked")
    app = psutil.Process(terminal.process.pid)
    processes = [app, *app.children(recursive=True)]
    assert len(processes) > 1
    terminal.process.fileobj.close()  # by its owner, who would else close the number again later
    assert left_alone(processes) == []
    with closing(SlowTerminal(["-m", "tutor"], tmp_path)) as again:
        again.wait_for("■ locked")


@over_ssh
def test_a_lost_connection_ends_the_app_and_its_worker_and_keeps_the_place(tmp_path, line):
    with closing(over(*line, ["-m", "tutor"], standing_at(tmp_path))) as terminal:
        terminal.wait_for("Roll downhill")
        terminal.press("\r")
        terminal.wait_for("■ locked")
        processes = there(line, "tutor")
        assert len(processes) > 1
        os.kill(terminal.process.pid, signal.SIGKILL)
        assert left_alone(processes) == []
    with closing(SlowTerminal(["-m", "tutor"], tmp_path)) as again:
        again.wait_for("■ locked")
