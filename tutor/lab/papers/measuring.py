"""One seed: a process is started, told what to measure, and ended, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from tutor.engine.facts import Facts
from tutor.engine.wire import Reader, WireError, pack
from tutor.lab.papers.method import MethodError, Replacement
from tutor.lab.papers.paper import Paper

TO_START = 120.0
"""Seconds that a process may take to be ready, on a machine that has much else to do."""
ROOM = 3.0
"""A seed may take so many times its share of the budget: machines differ."""
LEAST_SECONDS = 10.0
WAITING = 10.0
"""Wall-clock seconds for each CPU second that is allowed: a process may have to wait its turn."""
MEMORY = 2 << 30
"""Bytes beyond what the imports use."""


@dataclass(frozen=True)
class Seed:
    """What a seed gave: numbers by their names, or the sentence why not. seconds: of CPU time."""

    seed: int
    numbers: Mapping[str, float] = field(default_factory=dict)
    failed: str = ""
    seconds: float = 0.0
    code: str = ""
    facts: Facts = field(default_factory=dict)


def allowed_seconds(paper: Paper) -> float:
    """Return the CPU seconds that one seed may take."""
    return max(LEAST_SECONDS, ROOM * paper.seconds_a_seed)


async def measure(
    paper: Paper, seed: int, method: Replacement | None = None, output: IO[Any] | None = None
) -> Seed:
    """Measure once in a process of its own; when this is cancelled, the process is killed.

    output: where what is printed over there goes; nowhere unless given. Raises `MethodError`.
    """
    process, ours = _start(paper, output or subprocess.DEVNULL)
    with ours:
        try:
            return await _measured(_Line(ours), process, paper, seed, method)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(paper: Paper, printed: IO[Any] | int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    command = [
        sys.executable,
        "-P",
        "-m",
        "tutor.lab.papers.worker",
        str(theirs.fileno()),
        paper.module,
    ]
    with theirs:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # a group of its own, to be killed as a whole
        )
    return process, ours


async def _measured(
    line: _Line,
    process: subprocess.Popen[bytes],
    paper: Paper,
    seed: int,
    method: Replacement | None,
) -> Seed:
    seconds = allowed_seconds(paper)
    order = {"seed": seed, "seconds": seconds, "memory": MEMORY, "method": _as_data(method)}
    try:
        async with asyncio.timeout(TO_START):
            ready = await line.receive()
        if ready is None or ready["do"] != "ready":
            return Seed(seed, failed=ready["say"] if ready else _fate(process, seconds))
        await line.send(order)
        async with asyncio.timeout(TO_START + WAITING * seconds):
            answer = await line.receive()
    except TimeoutError:
        return Seed(seed, failed=f"it did not answer within {TO_START + WAITING * seconds:g} s")
    except WireError as error:
        return Seed(seed, failed=f"its line was disturbed: {error}")
    facts = ready["facts"]
    if answer is None:
        return Seed(seed, failed=_fate(process, seconds), facts=facts)
    if answer["do"] == "unusable":
        raise MethodError(answer["say"])
    if answer["do"] == "failed":
        return Seed(seed, failed=answer["say"], facts=facts)
    facts |= answer["used"]
    return Seed(seed, answer["numbers"], "", answer["seconds"], answer["code"], facts)


class _Line:
    """Messages over a socket."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer, self._reader = peer, Reader()

    async def send(self, message: Any) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the answer will be that it ended
            await asyncio.get_running_loop().sock_sendall(self._peer, pack(message))

    async def receive(self) -> Any:
        """Return the next message; None at the end."""
        with suppress(ConnectionResetError):
            while data := await asyncio.get_running_loop().sock_recv(self._peer, 1 << 16):
                for message in self._reader.feed(data):
                    return message
        return None


def _as_data(method: Replacement | None) -> dict[str, str] | None:
    if method is None:
        return None
    return {"function": method.function, "path": str(method.path), "text": method.text}


def _fate(process: subprocess.Popen[bytes], seconds: float) -> str:
    """Say how a process ended that did not answer."""
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return "it closed the line before it answered"
    if code >= 0:
        return f"its process ended itself with exit code {code}"
    if -code == signal.SIGXCPU:
        return f"it took more than {seconds:g} s of CPU time, several times its share of the budget"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"its process was ended by {name}; most often that is for want of memory"
