"""Shared by the tests of detached runs: a small simulation, real processes, and a run to hold
against.
"""

import subprocess
import sys
import time
from pathlib import Path

from tutor.engine import ledger_appender, running_ledger
from tutor.engine.attaching import NotRunning, connect
from tutor.engine.client import Client
from tutor.engine.ledger import line_of
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.run_folder import Order, RunFolder
from tutor.engine.source import load

PATIENCE = 50.0

WALK = """
import numpy as np

from tutor.engine import Curve, Float, Int, Simulation


class Walk(Simulation):
    pull = Float(0.1, 0.0, 1.0, "pull to the middle")
    size = Int(40, 1, 1000, "numbers that walk", resets=True)
    breaks = Int(0, 0, 10**6, "the step that overflows; 0 for none", resets=True)

    def reset(self):
        self.w = self.rng("init").normal(size=self.size)
        self.order, self.seen, self.t = list(range(5)), {"lows": [0.0]}, 0

    def step(self):
        self.rng("shuffle").shuffle(self.order)
        loss = float(self.w @ self.w)
        if loss < self.seen["lows"][-1] or self.t == 0:
            self.seen["lows"].append(loss)
        if self.breaks and self.t == self.breaks:
            self.w = self.w * np.inf
        record = {"loss": loss, "t": self.t, "w": self.w.copy(), "first": self.w[:2].copy()}
        noise = self.rng("noise").normal(size=self.size) + np.random.random() * self.order[0]
        self.w = (1 - self.pull) * self.w + 0.1 * noise
        self.t += 1
        return record

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
"""


def make(folder, steps, code=WALK, name="Walk", values=None, **order):
    """Make the folder of a run of `code`, ready to be started."""
    folder.mkdir(mode=0o700, parents=True)
    path = folder.parent / f"{folder.name}.py"
    path.write_text(code)
    source = Source(folder.name, "c0de", str(path), name)
    run = RunFolder(folder)
    run.write_order(Order(source, 5, values or {}, steps, **{"every": 0.02, **order}))
    return run


def start(folder, log=None):
    """Start the process of a run."""
    with (log or folder.log).open("ab") as output:
        command = [sys.executable, "-m", "tutor.engine.detached", str(folder.path)]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def until(condition, what="it"):
    """Wait for a condition and return what it gave."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.001)
    raise AssertionError(f"{what} did not happen in {PATIENCE} s")


def size(path):
    """Bytes of a file, 0 where it is not yet."""
    return path.stat().st_size if path.exists() else 0


def listens(folder):
    """Say whether a run can be connected to."""
    try:
        connect(folder.path).end()
    except NotRunning:
        return False
    return True


def finish(folder):
    """Run to the end in a process, and return its exit code."""
    return start(folder).wait(PATIENCE)


def straight(folder, steps, edits=()):
    """The run of a folder, made in this process without anything that happened on the way."""
    order = folder.order()
    run = Run(load(order.source), order.seed, order.values, edits)
    run.advance(steps)
    return run


def expected(folder, steps):
    """The bytes that the ledger of an uninterrupted run has; edits as the ledger has them."""
    found = running_ledger.read(folder.ledger)
    run = straight(folder, steps, found.edits)
    begun = found.begun  # its facts are those of that process, which need not be this one's
    assert (begun.seed, begun.params, begun.digest) == (run.seed, run.initial, run.digest(0))
    lines = [ledger_appender.compact(found.head)]
    written = [line for line in folder.ledger.read_text().splitlines() if '"edit"' in line]
    for step in range(steps):
        lines += [line for line in written if f'"step":{step},' in line]
        lines.append(ledger_appender.compact(line_of(run, step)))
    return "".join(f"{line}\n" for line in lines).encode()


def client(folder, **options):
    """A client of a run, as the app has."""
    return Client(start=lambda: connect(Path(folder.path)), **options)
