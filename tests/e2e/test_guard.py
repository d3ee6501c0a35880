"""What native code prints goes to the log, and the terminal is left as it was found."""

import re
import sys

import pexpect

from tests.e2e.terminal import Terminal

SCRIPT = """
import os, subprocess, sys
from pathlib import Path
from tutor.app.guard import guarded
print("before")
with guarded(Path(sys.argv[1])):
    os.write(1, b"native on one\\n")
    os.write(2, b"native on two\\n")
    subprocess.run([sys.executable, "-c", "print('from a child')"])
    print("python out")
    sys.__stderr__.write("on the screen\\n")
    sys.__stderr__.flush()
    assert os.isatty(sys.__stderr__.fileno())
print("after", flush=True)
os.write(2, b"and two again\\n")
"""


def test_only_what_is_drawn_reaches_the_terminal(tmp_path):
    log = tmp_path / "deep" / "native.log"
    child = pexpect.spawn(sys.executable, ["-c", SCRIPT, str(log)], timeout=30)
    shown = child.read().decode()
    child.close()
    assert child.exitstatus == 0, shown
    assert shown.split("\r\n")[:-1] == ["before", "on the screen", "after", "and two again"]
    kept = log.read_text()
    for line in ("native on one", "native on two", "from a child"):
        assert line in kept


def test_a_log_that_cannot_be_written_takes_the_screen_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    child = pexpect.spawn(sys.executable, ["-c", SCRIPT, str(blocked / "native.log")], timeout=30)
    shown = child.read().decode()
    child.close()
    assert child.exitstatus == 0, shown
    assert "native" not in shown


def test_a_log_that_has_grown_large_is_begun_anew(tmp_path):
    log = tmp_path / "native.log"
    log.write_bytes(b"x" * (1 << 21))
    child = pexpect.spawn(sys.executable, ["-c", SCRIPT, str(log)], timeout=30)
    child.read()
    child.close()
    assert log.stat().st_size < 1000


CRASHING = """
import sys
from tutor.app import app, main

class Crashing(app.TutorApp):
    def on_ready(self):
        self.set_timer(0.1, self.crash)
    def crash(self):
        raise RuntimeError("it broke at loss[0] [/x]")

app.TutorApp = Crashing
sys.exit(main.run())
"""


def test_a_crash_restores_the_terminal_and_says_three_lines(tmp_path):
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    terminal = Terminal([str(script)], tmp_path / "state", program=sys.executable)
    assert terminal.wait_for_end() == 1
    assert terminal.is_restored
    shown = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
    shown = re.sub(r"\x1b\[[?<>0-9;]*[a-zA-Z]", "", shown)
    lines = [line.strip() for line in shown.split("\r\n") if line.strip()]
    report = tmp_path / "state" / "crash.txt"
    assert lines == [
        "mlpath-tutor stopped: RuntimeError: it broke at loss[0] [/x]",
        f"The report is in {report}.",
        "Your progress is kept; start again to go on.",
    ]
    assert "in crash" in report.read_text()
    assert "Traceback" not in terminal.text
