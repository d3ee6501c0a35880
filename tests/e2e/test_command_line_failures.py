"""The command line when it is interrupted, when a disk is full, when nobody reads."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TUTOR = [sys.executable, "-m", "tutor"]

SIM = """
import sys, time
from tutor.engine import Curve, Float, Simulation

def here(place):
    if place == {place!r}:
        print("in", place, file=sys.stderr, flush=True)
        while True:
            time.sleep(0.01)  # signal.pause() would miss a signal just before it

here("loading")

class Still(Simulation):
    lr = Float(0.1, 0.0, 1.0, "step size")

    def reset(self):
        here("reset")
        self.x = 1.0

    def step(self):
        here("step")
        self.x *= 0.5
        return {{"loss": self.x, "w": self.x}}

    def view(self, trace):
        here("view")
        yield Curve("loss", {{"loss": trace["loss"]}})
"""

LESSON = """
format = 1
id = "still"
title = "Still"
month = 1
minutes = 5
needs = []
sim = "Still"
objective = "See it."
misconception = "None."
"""

START = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job begins with it ignored
from pathlib import Path
from tutor.engine import ledger
from tutor.study import catalog
catalog.lessons_folder = lambda: Path({root!r})
{before}
from tutor.cli import main
sys.exit(main())
"""

PAUSE_IN_LEDGER = """
def lines(run, receipt, lines=ledger.lines):
    yield next(lines(run, receipt))
    print("in ledger", file=sys.stderr, flush=True)
    while True:
        time.sleep(0.01)
ledger.lines = lines
"""

SMALL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))
"""


def tutor(*arguments, **options):
    command = [*TUTOR, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, **options)


def with_lesson(tmp_path, place="", before=""):
    """Return the command that starts a command line whose only lesson waits for ever at `place`."""
    folder = tmp_path / "lessons" / "still"
    folder.mkdir(parents=True)
    (folder / "lesson.toml").write_text(LESSON)
    (folder / "lesson.md").write_text("# Still\n")
    (folder / "sim.py").write_text(SIM.format(place=place))
    start = START.format(root=str(folder.parent), before=before)
    return [sys.executable, "-B", "-c", start]


def interrupted(process, when, times):
    """Press Ctrl+C once the process says `when`; return what else it said on stderr."""
    with process:
        try:
            assert process.stderr.readline() == when
            for _ in range(times):
                process.send_signal(signal.SIGINT)
            return process.communicate(timeout=30)[1]
        finally:
            process.kill()


@pytest.mark.parametrize("place", ["loading", "reset", "step", "view", "ledger"])
def test_ctrl_c_ends_with_130_one_line_and_nothing_half_written(tmp_path, place):
    start = with_lesson(tmp_path, place, PAUSE_IN_LEDGER if place == "ledger" else "")
    out = tmp_path / "out"
    out.mkdir()
    process = subprocess.Popen(
        [*start, "run", "still", "--ledger", out / "run.jsonl"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = interrupted(process, f"in {place}\n", times=1)
    assert process.returncode == 130
    assert said == "mlpath-tutor: interrupted; nothing half-written was left\n"
    assert not list(out.iterdir())


def test_a_second_ctrl_c_changes_nothing(tmp_path):
    start = with_lesson(tmp_path, "step")
    command = [*start, "run", "still"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    said = interrupted(process, "in step\n", times=2)
    assert process.returncode == 130
    assert "Traceback" not in said


def test_a_disk_that_fills_is_one_line_naming_the_file_and_nothing_stays(tmp_path):
    start = with_lesson(tmp_path, before=SMALL_DISK)
    out = tmp_path / "out"
    out.mkdir()
    done = subprocess.run(
        [*start, "run", "still", "--ledger", out / "run.jsonl"], capture_output=True, text=True
    )
    assert done.returncode == 2
    reason = "the ledger was not written: File too large"
    assert done.stderr == f"mlpath-tutor: {out / 'run.jsonl'}: {reason}\n"
    assert not list(out.iterdir())


def test_a_ledger_that_was_there_survives_a_disk_that_fills(tmp_path):
    start = with_lesson(tmp_path, before=SMALL_DISK)
    path = tmp_path / "run.jsonl"
    path.write_text("before\n")
    subprocess.run([*start, "run", "still", "--ledger", path], capture_output=True)
    assert path.read_text() == "before\n"


needs_full = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full")


@needs_full
def test_a_full_device_is_one_line_and_stays_a_device():
    done = tutor("run", "gradient-descent", "--ledger", "/dev/full")
    assert done.returncode == 2
    reason = "the ledger was not written: No space left on device"
    assert done.stderr == f"mlpath-tutor: /dev/full: {reason}\n"
    assert Path("/dev/full").is_char_device()


@needs_full
@pytest.mark.parametrize("arguments", [["list"], ["-h"], ["run", "gradient-descent", "--json"]])
def test_an_output_that_cannot_be_written_is_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*TUTOR, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "mlpath-tutor: output: No space left on device\n"


@pytest.mark.parametrize("arguments", [["run", "gradient-descent", "--json"], ["list"], ["-h"]])
def test_a_reader_that_leaves_early_is_no_error(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run([*TUTOR, *arguments], stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_answer_that_is_no_stays_no_when_the_reader_leaves(tmp_path):
    for seed in (0, 1):
        tutor("run", "gradient-descent", "--seed", seed, "--ledger", tmp_path / f"{seed}.jsonl")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        command = [*TUTOR, "diff", tmp_path / "0.jsonl", tmp_path / "1.jsonl"]
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_ledger_can_go_down_a_pipe_and_come_back_from_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [*TUTOR, "run", "gradient-descent", "--ledger", pipe]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as writer:
        ledger = pipe.read_text()
    assert writer.returncode == 0
    assert pipe.is_fifo()
    assert tutor("replay", "/dev/stdin", input=ledger).stdout == "bit-identical: 100 steps\n"
