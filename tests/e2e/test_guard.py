"""What native code prints goes to the log, and the terminal is left as it was found."""

import sys

import pexpect

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
