"""A driver that hands the terminal's answers to the fence, and keys to everybody else."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.message import Message

if TYPE_CHECKING:
    from tutor.app.painting.painted import PaintedApp

TOUCHES = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp, events.Paste)


def driver_class() -> type[Driver] | None:
    """Return the driver for a terminal of this system; None for Textual's own choice."""
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class FencedDriver(LinuxDriver):
        """Textual's driver, which also knows the answers of a fence."""

        _app: PaintedApp
        _watcher: Thread | None = None

        def start_application_mode(self) -> None:
            """Take the terminal, and wait for its end in a thread that costs nothing."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self._watcher is None:
                self._watcher = Thread(target=self._await_hang_up, name="hang-up", daemon=True)
                self._watcher.start()

        def run_input_thread(self) -> None:
            """Read keys until the app ends or the terminal is gone."""
            try:
                super().run_input_thread()
            except OSError:
                self._tell(self._app.hung_up)

        def process_message(self, message: Message) -> None:
            """Pass a message on; it comes from the thread that reads."""
            if isinstance(message, events.CursorPosition):
                self._tell(self._app.answered, message.x, monotonic())
                return
            if isinstance(message, TOUCHES):
                self._tell(self._app.touched)
            super().process_message(message)

        def _await_hang_up(self) -> None:
            """Wait for the end of the terminal: reading from one that is gone returns at once."""
            poll = select.poll()
            poll.register(self.fileno, 0)  # hang-ups are reported without being asked for
            with suppress(OSError):
                poll.poll()
                self._tell(self._app.hung_up)

        def _tell(self, what: Callable[..., None], *arguments: Any) -> None:
            with suppress(RuntimeError):  # the loop may have ended while the key was read
                self._loop.call_soon_threadsafe(what, *arguments)

    return FencedDriver
