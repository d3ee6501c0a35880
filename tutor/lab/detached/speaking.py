"""Talking to the process of a training, an order at a time, without an event loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tutor.engine.attaching import NotRunning, connect, standing
from tutor.engine.client import Refused
from tutor.engine.run_folder import RunFolder
from tutor.engine.run_status import Status, from_message
from tutor.engine.wire import Reader, WireError, pack

PATIENCE = 30.0
"""Seconds to wait for an answer: a step that is under way is not interrupted."""


class NoAnswer(TimeoutError):
    """The process is in the middle of a long step, or hangs."""


class Speaker:
    """One connection to a training."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self._folder = RunFolder(path)
        self._attached = connect(path)
        self._attached.peer.settimeout(patience)
        self._reader = Reader()
        self._number = 0

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Give an order and return the answer.

        Raises `Refused`, `NotRunning` where the process has gone, `NoAnswer`.
        """
        self._number += 1
        try:
            self._attached.peer.sendall(pack({"do": do, "number": self._number, **order}))
            while True:
                data = self._attached.peer.recv(1 << 18)
                if not data:
                    raise ConnectionResetError
                for answer in self._reader.feed(data):
                    if answer.get("number") == self._number:
                        if "error" in answer:
                            raise Refused(answer["error"])
                        return dict(answer)
        except TimeoutError as error:
            raise NoAnswer(f"{self._folder.path.name} does not answer") from error
        except (OSError, WireError) as error:
            raise NotRunning(f"{self._folder.path.name}: {standing(self._folder)}") from error

    def status(self) -> Status:
        """Return where the training stands this moment."""
        return from_message(self.ask("status")["value"])

    def close(self) -> None:
        """Let the connection go."""
        self._attached.end()


@contextmanager
def speaking(path: Path, patience: float = PATIENCE) -> Iterator[Speaker]:
    """Connect to a training; raise `NotRunning`."""
    speaker = Speaker(path, patience)
    try:
        yield speaker
    finally:
        speaker.close()
