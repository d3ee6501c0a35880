"""A program on a terminal that is read no faster than a link carries, and what the user then sees.

The reader is the link and the terminal in one: it takes so many bytes a second from the pseudo-
terminal, shows them on an emulated screen, and answers the questions it meets on the way.

The emulator is slower than any terminal. Where no link is to be imitated, a thread therefore reads
and answers, so that the program does not take the emulator for a slow link.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import sys
import threading
from time import perf_counter

import ptyprocess
import pyte

from tests.e2e.answers import Answers

UNKNOWN_TO_PYTE = (b"\x1b[>25u", b"\x1b[<u", b"\x1b[>1u")
CHUNK = 64
"""Bytes taken at a time from a slow link: small, so that nothing arrives early."""
SWITCH = 2e-4
"""Seconds for which the thread that reads may have to wait for the emulator, each time it does."""


class SlowTerminal:
    """The program behind a link of `rate` bytes a second; None is as fast as it writes."""

    def __init__(self, arguments, home, columns=120, rows=40, rate=None, program=None, **variables):
        self.rate = rate
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.screen.write_process_input = self._answer
        self.received = 0
        """Bytes that came so far."""
        self.output = bytearray()
        """The newest of them."""
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "MLPATH_HOME": str(home),
            **variables,
        }
        self.process = ptyprocess.PtyProcess.spawn(
            [str(program or sys.executable), *arguments],
            dimensions=(rows, columns),
            env=environment,
        )
        self._free_at = perf_counter()
        self._read: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        if rate is None:
            sys.setswitchinterval(SWITCH)
            threading.Thread(target=self._read_at_once, daemon=True).start()

    def pump(self, seconds):
        """Let time pass and take in what the link carries meanwhile; say whether anything came."""
        if self.rate is None:
            return self._pump_at_once(seconds)
        end = perf_counter() + seconds
        while (now := perf_counter()) < end:
            if now < self._free_at:
                select.select([], [], [], min(self._free_at, end) - now)
                continue
            ready, _, _ = select.select([self.process.fd], [], [], max(0.0, end - now))
            if ready:
                data = os.read(self.process.fd, CHUNK)
                self._free_at = max(self._free_at, perf_counter()) + len(data) / self.rate
                self._take(data)
                return True
        return False

    def _pump_at_once(self, seconds):
        with contextlib.suppress(queue.Empty):
            data = self._read.get(timeout=seconds)
            if not data:
                raise EOFError(f"the program has ended; its screen:\n{self.text}")
            self._take(data)
            return True
        return False

    def _read_at_once(self):
        answers, data = Answers(), b"any"
        while data:
            try:
                # a read that waits would keep the terminal open that the test closes
                ready, _, _ = select.select([self.process.fd], [], [], 0.05)
                if not ready:
                    continue
                data = os.read(self.process.fd, 1 << 16)
                os.write(self.process.fd, answers.to(data))
            except (OSError, ValueError):
                data = b""
            self._read.put(data)

    def wait_for(self, condition, seconds=60.0):
        """Take in what comes until the screen's text fulfils `condition`; return how long it took.

        condition: a text that must be on the screen, or a function of the screen's text.
        """
        holds = condition if callable(condition) else lambda text: condition in text
        start = perf_counter()
        while not holds(self.text):
            if perf_counter() - start > seconds:
                raise AssertionError(f"it does not come; the screen:\n{self.text}")
            self.pump(min(1.0, seconds))
        return perf_counter() - start

    def listen(self, seconds):
        """Take in what comes for some seconds."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self.pump(left)

    def settle(self, quiet=1.0):
        """Take in what comes until nothing has come for some seconds."""
        while self.pump(quiet):
            pass

    def press(self, keys):
        """Type."""
        os.write(self.process.fd, keys.encode())

    def resize(self, columns, rows):
        """Give the terminal another size."""
        self.process.setwinsize(rows, columns)
        self.screen.resize(rows, columns)

    @property
    def text(self):
        """The screen as lines."""
        return "\n".join(self.screen.display)

    def close(self):
        """End the program."""
        self.process.terminate(force=True)
        self.process.close()

    def _take(self, data):
        self.received += len(data)
        self.output += data
        del self.output[: -(1 << 20)]
        for unknown in UNKNOWN_TO_PYTE:
            data = data.replace(unknown, b"")
        self.stream.feed(data)

    def _answer(self, text):
        if self.rate is None and text.endswith("R"):
            return  # it has been answered when it was read
        with contextlib.suppress(OSError):
            os.write(self.process.fd, text.encode())
