"""Asking for a verdict. A `Grader` keeps a judge at hand, so that an answer takes milliseconds."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

from tutor.engine.wire import Reader, pack
from tutor.study.exercises import Exercise
from tutor.study.lesson import Lesson
from tutor.study.places import open_worker_log, workspace_folder
from tutor.study.verdict import Verdict, from_data, refusal

GRACE = 60.0
"""Seconds for all that is not the learner's code: a law that never ends, say."""


class Unusable(Exception):
    """The lesson, not the learner, stands in the way of a verdict. The message says what it is."""


class Grader:
    """One judge. With `warm` it keeps a process ready for the next check.

    `start` may be called early, when the learner opens an exercise; `check` does it otherwise.
    """

    def __init__(self, warm: bool = True) -> None:
        self._warm = warm
        self._lock: asyncio.Lock | None = None
        self._judge: subprocess.Popen[bytes] | None = None
        self._peer: socket.socket | None = None

    def start(self) -> None:
        """Start the judge, unless it runs."""
        if self._judge is not None and self._judge.poll() is None:
            return
        self.end()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        log = open_worker_log()
        command = [sys.executable, "-P", "-m", "tutor.study.grading.judge", str(theirs.fileno())]
        with theirs, (log or Path(os.devnull)).open("ab") as errors:
            self._judge = subprocess.Popen(
                command + ["warm"] * self._warm,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # signals for the terminal's group are not for it
            )
        self._peer = ours

    def end(self) -> None:
        """End the judge, and with it whatever it runs."""
        if self._judge is None or self._peer is None:
            return
        self._judge.terminate()
        try:
            self._judge.wait(timeout=1)
        except subprocess.TimeoutExpired:  # a law that never ends
            self._judge.kill()
            self._judge.wait()
        self._peer.close()
        self._judge = self._peer = None

    async def check(
        self,
        exercise: Exercise,
        lesson: Lesson,
        path: Path,
        cancel: asyncio.Event | None = None,
    ) -> Verdict:
        """Return the verdict on the file at `path`; `cancel`, when set, ends the check at once.

        Raises `Unusable`. Checks wait for one another.
        """
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            begun = perf_counter()
            problem = unreadable(path)
            if problem:
                return refusal(exercise.id, "loads", problem)
            self.start()
            order = _order(exercise, lesson, path)
            answering = asyncio.ensure_future(self._ask(order))
            stopping = asyncio.ensure_future((cancel or asyncio.Event()).wait())
            try:
                limit = exercise.seconds + GRACE
                await asyncio.wait(
                    {answering, stopping}, timeout=limit, return_when=asyncio.FIRST_COMPLETED
                )
                if answering.done():
                    return self._read(exercise, answering.result(), begun)
                word = "You stopped the check." if stopping.done() else _endless(limit)
                return refusal(exercise.id, "stopped", word, perf_counter() - begun)
            finally:
                if not answering.done():
                    self.end()  # its answer would be taken for the next one's
                for task in (answering, stopping):
                    task.cancel()

    async def _ask(self, order: dict[str, str]) -> dict[str, Any] | None:
        """Return the judge's answer; None when it has ended instead."""
        loop, reader = asyncio.get_running_loop(), Reader()
        assert self._peer is not None
        with suppress(OSError):
            await loop.sock_sendall(self._peer, pack(order))
            while data := await loop.sock_recv(self._peer, 1 << 16):
                for answer in reader.feed(data):
                    found: dict[str, Any] = answer
                    return found
        return None

    def _read(self, exercise: Exercise, answer: dict[str, Any] | None, begun: float) -> Verdict:
        seconds = perf_counter() - begun
        if answer is None:
            self.end()
            return refusal(
                exercise.id,
                "stopped",
                "The checker's own process was ended from outside. Your file is as it was: "
                "check again.",
                seconds,
            )
        if answer["do"] == "unusable":
            raise Unusable(answer["say"])
        return from_data({**answer["verdict"], "seconds": seconds})


def _order(exercise: Exercise, lesson: Lesson, path: Path) -> dict[str, str]:
    return {
        "exercise": exercise.id,
        "folder": str(lesson.folder.resolve()),
        "path": str(path.resolve()),
        "workspace": str(workspace_folder().resolve()),
    }


def unreadable(path: Path) -> str | None:
    """Say why a file cannot be checked; None when it can."""
    if not path.exists():
        return f"There is no file {path}. `mlpath-tutor stub` writes the one to begin with."
    if not path.is_file():
        return f"{path} is not a file, so there is no function in it."
    try:
        path.open("rb").close()
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."
    return None


def _endless(limit: float) -> str:
    return f"The check took longer than {limit:g} s and was given up. Tell the lesson's author."
