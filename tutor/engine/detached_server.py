"""The listening side of a detached run: many clients, each with its own stream of orders.

Nobody is waited for. What a client does not read stays in a buffer of its own, and its next order
is not looked at before; one that sends nonsense, or leaves, is forgotten. Pictures are drawn for
all who wait at once, and seldom enough that drawing takes a fifth of the time at most.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tutor.engine.wire import Reader, WireError, pack

DRAWING = 4
"""Drawing waits until so many times what it took the last time has passed."""
PIECE = 1 << 18

Obey = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(eq=False)
class Guest:
    """One client: its socket, the bytes it has sent, and those that it has still to take."""

    peer: socket.socket
    reader: Reader = field(default_factory=Reader)
    out: bytearray = field(default_factory=bytearray)


class Server:
    """The clients of a run. `obey` carries out an order and answers it."""

    def __init__(self, listening: socket.socket, obey: Obey) -> None:
        self._obey = obey
        self._listening = listening
        self._selector = selectors.DefaultSelector()
        self._selector.register(listening, selectors.EVENT_READ)
        self._waiting: list[tuple[Guest, Any]] = []
        """Who has asked for a picture, and the number of the order."""
        self._draw_again = 0.0

    def attend(self, timeout: float | None) -> None:
        """Take orders and hand out answers; wait for some at most so many seconds."""
        if self._waiting:
            until = max(0.0, self._draw_again - monotonic())
            timeout = until if timeout is None else min(timeout, until)
        for key, events in self._selector.select(timeout):
            if key.fileobj is self._listening:
                self._welcome()
            else:
                self._serve(key.data, events)
        if self._waiting and monotonic() >= self._draw_again:
            self._draw()

    def close(self) -> None:
        """Hand out what is ready, as far as it is taken at once, and let everybody go."""
        if self._waiting:
            self._draw()
        for key in list(self._selector.get_map().values()):
            if key.fileobj is not self._listening:
                self._flush(key.data)
                with suppress(OSError):
                    key.data.peer.close()
        self._selector.close()
        self._listening.close()

    def _welcome(self) -> None:
        with suppress(OSError):  # gone again already, or too many files are open
            peer, _ = self._listening.accept()
            peer.setblocking(False)
            self._selector.register(peer, selectors.EVENT_READ, Guest(peer))

    def _serve(self, guest: Guest, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._flush(guest)
            return
        try:
            data = guest.peer.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._dismiss(guest)
            return
        try:
            for message in guest.reader.feed(data):
                self._take(guest, message)
        except WireError:
            self._dismiss(guest)
            return
        self._flush(guest)

    def _take(self, guest: Guest, message: Any) -> None:
        if not isinstance(message, dict):
            raise WireError("an order is a dict")
        if message.get("do") == "frame":
            self._waiting.append((guest, message.get("number")))
        else:
            self._answer(guest, self._obey(message))

    def _draw(self) -> None:
        start = monotonic()
        waiting, self._waiting = self._waiting, []
        answer = self._obey({"do": "frame"})
        for guest, number in waiting:
            if guest.peer.fileno() >= 0:
                self._answer(guest, {**answer, "number": number})
                self._flush(guest)
        now = monotonic()
        self._draw_again = now + DRAWING * (now - start)

    def _answer(self, guest: Guest, answer: dict[str, Any]) -> None:
        try:
            guest.out += pack(answer)
        except WireError as error:  # a picture with something in it that is no data
            guest.out += pack({"number": answer.get("number"), "error": str(error)})

    def _flush(self, guest: Guest) -> None:
        try:
            while guest.out:
                sent = guest.peer.send(memoryview(guest.out)[:PIECE])
                del guest.out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._dismiss(guest)
            return
        events = selectors.EVENT_WRITE if guest.out else selectors.EVENT_READ
        with suppress(KeyError, ValueError):
            self._selector.modify(guest.peer, events, guest)

    def _dismiss(self, guest: Guest) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(guest.peer)
        guest.peer.close()
        self._waiting = [one for one in self._waiting if one[0] is not guest]
