"""Trainings for the tests of the screens that show them: a lesson in a real detached process."""

import os
import signal
from contextlib import contextmanager

from tests.ui.driving import until
from tutor.app.app import TutorApp
from tutor.app.screens.attached import AttachedScreen
from tutor.engine.run_folder import Order
from tutor.lab.detached import launching, ordering, runs
from tutor.lab.detached.speaking import speaking
from tutor.study.progress import Progress
from tutor.study.settings import Settings

FOREVER = 10**6
PACE = 50.0
"""Steps a second: slow enough that the machine has time for the screens."""


@contextmanager
def training(name="bowl", steps=FOREVER, pace=PACE):
    """Train gradient descent in a process of its own; yield its folder, and end what goes on."""
    source = ordering.source_called("gradient-descent")
    folder = runs.make(name, name)
    order = Order(source, 0, {}, steps, every=0.2)
    folder.write_order(order)
    process = launching.launch(folder, order)
    try:
        assert launching.await_begun(folder, process, 50)
        if pace:
            slow_down(folder, pace)
        yield folder
    finally:
        process.kill()
        process.wait()
        kill(folder)


def slow_down(folder, pace=PACE):
    """Have the run go at a pace."""
    with speaking(folder.path) as speaker:
        speaker.ask("speed", steps_per_second=pace)


def kill(folder):
    """Kill the process of a run as nothing can be prepared for."""
    pid = folder.holder()
    if pid:
        os.kill(pid, signal.SIGKILL)


def attached(folder):
    """An app that shows one run alone, a few pictures a second."""
    return TutorApp(Progress(), Settings(motion="basic"), attach=folder)


async def seen(pilot):
    """Wait for the first picture; return the screen."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, AttachedScreen) and app.screen.frame)
    screen = app.screen
    await until(pilot, lambda: screen.declared is not None and screen.panels.selected)
    return screen


def text(screen, name):
    """What a line of the screen says."""
    return str(screen.query_one(f"#{name}").content)


def written_edits(folder):
    """The edits that the ledger of a run has."""
    return [line for line in folder.ledger.read_text().splitlines() if line.startswith('{"edit"')]
