"""The judge's hold on one process of learner's code: its start, its time, its output, its end."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from tutor.engine.wire import Reader, WireError, pack
from tutor.study.grading.child import OUT_OF_MEMORY
from tutor.study.grading.exchange import Exchange, Raised
from tutor.study.grading.output import Output
from tutor.study.grading.sentences import MEMORY

TO_START = 60.0
"""Seconds that a process may take to be ready, on a machine that has much else to do."""


FOLDERS = "mlpath-check-"


class Ended(Exception):
    """The process is over before it answered. The message is the sentence for the learner."""


class Runner:
    """A warm process. `load` uses it up; `close` kills it with everything it started."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDERS}{os.getpid()}-"))
        self.output = Output()
        self.seconds = TO_START
        self._spent = 0.0
        self._peer, theirs = socket.socketpair()
        self._pipe, writing = os.pipe()
        command = [sys.executable, "-P", "-m", "tutor.study.grading.child", str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                pass_fds=[theirs.fileno()],
                cwd=self.folder,
                env={**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)},
                start_new_session=True,  # a group of its own, to be killed as a whole
            )
        os.close(writing)
        self._reader = Reader()
        self._waiting: list[Any] = []
        self._reads: list[Any] = [self._peer, self._pipe]
        self.exchange = Exchange(self._send, self._receive, _report)

    def load(self, order: dict[str, Any]) -> dict[str, Any]:
        """Have a file loaded; return what is in it. Raises `Raised` and `Ended`."""
        self._checked(self._receive)  # it is ready
        self.seconds, self._spent = order["seconds"], 0.0
        answer: dict[str, Any] = self._checked(lambda: self._asked(order))
        return answer

    def call(self, handle: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the file. Raises `Raised` and `Ended`."""
        return self._checked(lambda: self.exchange.call(handle, args, kwargs))

    def changed(self) -> list[str]:
        """Return which parts of NumPy, Python or the checker the code has replaced by now."""
        answer = self._checked(lambda: self.exchange.ask({"do": "watch"}))
        return [str(name) for name in answer.get("changed", [])]

    def close(self) -> None:
        """Kill the process and what it started, and remove its folder."""
        self._kill()
        self._process.wait()
        self._peer.close()
        pipe, self._pipe = self._pipe, -1
        if pipe >= 0:  # the number may be somebody else's by the second time
            os.close(pipe)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _asked(self, order: dict[str, Any]) -> dict[str, Any]:
        self._send(pack(order))
        answer: dict[str, Any] = self._receive()
        if answer["do"] == "error":
            raise Raised(answer["type"], answer["text"], answer["lines"])
        return answer

    def _checked(self, work: Callable[[], Any]) -> Any:
        """Do the work; an answer that is none must not become our own failure."""
        try:
            return work()
        except (Raised, Ended):
            raise
        except Exception as error:
            raise Ended(
                "The process that runs your code answered nonsense, so nothing can be said about "
                f"your function ({type(error).__name__}). Leave the checker's files alone."
            ) from error

    def _send(self, frame: bytes) -> None:
        try:
            self._peer.sendall(frame)
        except OSError:
            raise Ended(self._fate()) from None

    def _receive(self) -> Any:
        while not self._waiting:
            start = monotonic()
            ready, _, _ = select.select(self._reads, [], [], max(0.0, self.seconds - self._spent))
            self._spent += monotonic() - start
            if self._pipe in ready:
                self._drain()
            if self._peer in ready:
                try:
                    data = self._peer.recv(1 << 18)
                except ConnectionError:
                    data = b""
                if not data:
                    raise Ended(self._fate())
                try:
                    self._waiting += self._reader.feed(data)
                except WireError as error:
                    raise Ended(f"Your code disturbed its line to the checker: {error}.") from None
            if self._spent >= self.seconds and not self._waiting:
                raise Ended(self._too_long())
        return self._waiting.pop(0)

    def drain(self) -> None:
        """Read what was printed until now."""
        while self._pipe in self._reads and select.select([self._pipe], [], [], 0)[0]:
            self._drain()

    def _drain(self) -> None:
        data = os.read(self._pipe, 1 << 18)
        self.output.feed(data)
        if not data:
            self._reads.remove(self._pipe)

    def _too_long(self) -> str:
        self._kill()
        return (
            f"Your code took longer than {self.seconds:g} s and was stopped. "
            "Look for a loop that never ends, or that runs far more often than it needs to."
        )

    def _fate(self) -> str:
        """Say how the process ended."""
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._kill()
            return "Your code closed the line to the checker, so it cannot answer any more."
        self.drain()
        if code == OUT_OF_MEMORY:
            return MEMORY
        if code >= 0:
            return (
                f"Your code ended its own process with exit code {code} before it had answered. "
                "Take out `os._exit`, `exit` and the like: a function returns."
            )
        if -code == signal.SIGXCPU:
            return self._too_long()
        if -code == signal.SIGSEGV:
            return (
                "Python itself crashed (SIGSEGV) in your code. The usual cause is a recursion "
                "that never ends, with the recursion limit raised."
            )
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return (
            f"The process of your code was ended by {name}. If you did not do that yourself, the "
            "system stopped it, most often for want of memory."
        )

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def sweep() -> None:
    """Remove the folders of judges that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*-*"):
        pid = folder.name.removeprefix(FOLDERS).partition("-")[0]
        if pid.isdigit() and not _lives(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _report(error: BaseException) -> dict[str, Any]:
    """A function of the lesson raised when the learner's code called it."""
    return {"do": "error", "type": type(error).__name__, "text": str(error), "lines": []}
