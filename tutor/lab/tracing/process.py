"""A side in a process of its own: `python -m tutor.lab.tracing.process FD`.

Two runs that are to be compared must not share a process: thread counts, hash seeds and modules'
globals belong to a process, and a learner's endless loop must end with it. The wire is msgpack with
raw arrays, so nothing that comes over it can execute.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any

from tutor.engine.facts import THREAD_VARIABLES
from tutor.engine.receipt import Receipt, from_json
from tutor.engine.wire import Reader, WireError, pack
from tutor.lab.start import CannotRun
from tutor.lab.tracing.entries import Entry, SideLost
from tutor.lab.tracing.lived import LivedSide
from tutor.lab.tracing.order import Order
from tutor.lab.tracing.tensor import Tensor

PATIENCE = 60.0
"""Seconds that one step may take."""


class ProcessSide:
    """A lesson's run in another process, asked step by step."""

    def __init__(
        self,
        order: Order,
        label: str,
        variables: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Start the process. Every question may raise `CannotRun` or `SideLost`."""
        self.label = label
        self._patience = patience
        threads = dict.fromkeys(THREAD_VARIABLES, str(order.threads))
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tutor.lab.tracing.process", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, **threads, **(variables or {})},
                start_new_session=True,  # Ctrl+C is for who asks; they end this process
            )
        self._peer = ours
        self._reader = Reader()
        self._answers: list[Any] = []
        self._receipt: Receipt | None = None
        self.stopped = ""
        """Why the run went no further than it was asked, once that is known."""
        self._begun = False
        """Whether the order to begin, sent at once, has been answered: processes load side by
        side.
        """
        self._peer.sendall(pack({"do": "begin", "order": order.to_message()}))

    @property
    def receipt(self) -> Receipt | None:
        """What was run, as far as it has gone."""
        return from_json(self._ask({"do": "receipt"}))

    def entries(self, step: int) -> Sequence[Entry] | None:
        """Return what there is of a step; None where the run ended before it."""
        answer = self._ask({"do": "entries", "step": step})
        self.stopped = answer["stopped"]
        listed = answer["entries"]
        return None if listed is None else [Entry.from_message(one) for one in listed]

    def tensor(self, step: int, name: str) -> Tensor | None:
        """Return a tensor in full."""
        found = self._ask({"do": "tensor", "step": step, "name": name})
        return None if found is None else Tensor(*found)

    def close(self) -> None:
        """End the process."""
        self._peer.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, order: dict[str, Any]) -> Any:
        if not self._begun:
            self._begun = True
            self._answer()
        try:
            self._peer.sendall(pack(order))
        except OSError as error:
            raise SideLost(f"{self.label}: its process {self._fate()} ({error})") from error
        return self._answer()

    def _answer(self) -> Any:
        self._peer.settimeout(self._patience)
        try:
            while not self._answers:
                data = self._peer.recv(1 << 20)
                if not data:
                    raise SideLost(f"{self.label}: its process {self._fate()}")
                self._answers.extend(self._reader.feed(data))
        except TimeoutError:
            raise SideLost(
                f"{self.label}: no answer for {self._patience:g} seconds; is there a loop in it "
                "that never ends?"
            ) from None
        except (OSError, WireError) as error:
            raise SideLost(f"{self.label}: its process {self._fate()} ({error})") from error
        answer = self._answers.pop(0)
        if "error" in answer:
            raise CannotRun(f"{self.label}: {answer['error']}")
        return answer["value"]

    def _fate(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "stopped talking"
        return f"ended with code {code}" if code >= 0 else f"was ended by signal {-code}"


def serve(peer: socket.socket) -> None:
    """Answer about one run until nobody asks any more."""
    from tutor.engine.receipt import to_json

    side: LivedSide | None = None
    reader = Reader()

    def answer(message: dict[str, Any]) -> Any:
        nonlocal side
        if message["do"] == "begin":
            order = Order.from_message(message["order"])
            side = LivedSide(order, "")
            _use_threads(order.threads)
            return None
        assert side is not None
        if message["do"] == "receipt":
            return to_json(side.receipt)
        if message["do"] == "tensor":
            tensor = side.tensor(message["step"], message["name"])
            return None if tensor is None else [tensor.dtype, tensor.bits]
        entries = side.entries(message["step"])
        listed = None if entries is None else [entry.to_message() for entry in entries]
        return {"entries": listed, "stopped": side.stopped}

    while data := peer.recv(1 << 16):
        for message in reader.feed(data):
            try:
                frame = pack({"value": answer(message)})
            except Exception as error:  # a lesson's or a learner's own code may raise anything
                said = str(error) or type(error).__name__
                frame = pack({"error": said})
            peer.sendall(frame)


def _use_threads(threads: int) -> None:
    """Let torch compute with so many threads: a lesson's run is told to take one on loading."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(threads)
    if threads > 1:
        for name in THREAD_VARIABLES:  # what the receipt says
            os.environ[name] = str(threads)


def main() -> None:
    """Take the socket that was opened for this process, and serve it."""
    from tutor.engine.worker import NICE, end_with

    Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICE)
    gone = (BrokenPipeError, ConnectionResetError)
    with socket.socket(fileno=int(sys.argv[1])) as peer, suppress(*gone):
        serve(peer)


if __name__ == "__main__":
    main()
