"""A real pseudo-terminal with a program in it, and an emulator that reads the screen."""

from __future__ import annotations

import contextlib
import os
import sys
import termios
from pathlib import Path

import pexpect
import pyte

from tutor.study.progress import Progress

PATIENCE = 30


def standing_at(home, lesson="gradient-descent"):
    """Have the path stand at a lesson when the program is started in `home`; return `home`."""
    progress = Progress(Path(home))
    progress.visit(lesson, 0)
    progress.close()
    return home


class Terminal:
    """The program, its screen as text, and the settings that the terminal had before it."""

    def __init__(self, arguments, home, columns=120, rows=40, program=None):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.screen.write_process_input = self._answer
        self.output = b""
        child_environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "MLPATH_HOME": str(home),
        }
        self.child = pexpect.spawn(
            str(program or sys.executable),
            [*arguments] if program else ["-m", "tutor", *arguments],
            dimensions=(rows, columns),
            env=child_environment,
            timeout=PATIENCE,
        )
        self.before = termios.tcgetattr(self.child.child_fd)

    def press(self, keys):
        """Type."""
        self.child.send(keys)

    def wait_for(self, text):
        """Read until `text` is on the screen."""
        while text not in self.text:
            self._read()
        return self.text

    def wait_until(self, condition):
        """Read until the screen's text fulfils a condition."""
        while not condition(self.text):
            self._read()
        return self.text

    def wait_for_end(self):
        """Read to the end; return the exit code (negative: the signal)."""
        try:
            while True:
                self._read()
        except pexpect.EOF:
            pass
        self.child.close()
        return (
            self.child.exitstatus if self.child.signalstatus is None else -self.child.signalstatus
        )

    @property
    def text(self):
        """The screen as lines."""
        return "\n".join(self.screen.display)

    @property
    def is_restored(self):
        """Whether the program gave the terminal back as it found it."""
        last = self.output.rfind
        return (
            last(b"\x1b[?1049l") > last(b"\x1b[?1049h")
            and last(b"\x1b[?25h") > last(b"\x1b[?25l")
            and last(b"\x1b[?1000l") > last(b"\x1b[?1000h")
        )

    def _answer(self, text):
        """Answer what the program asks of its terminal: where the cursor is."""
        with contextlib.suppress(OSError):
            os.write(self.child.child_fd, text.encode())

    def _read(self):
        try:
            data = self.child.read_nonblocking(1 << 16, timeout=PATIENCE)
        except pexpect.TIMEOUT:
            raise AssertionError(f"nothing more comes; the screen:\n{self.text}") from None
        self.output += data
        # pyte does not know the kitty keyboard protocol and would print its sequences
        for unknown in (b"\x1b[>25u", b"\x1b[<u", b"\x1b[>1u"):
            data = data.replace(unknown, b"")
        self._stream.feed(data)
