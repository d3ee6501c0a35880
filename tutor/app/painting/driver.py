"""A driver that hands the terminal's answers to the fence, and keys to everybody else."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual import events
from textual.driver import Driver
from textual.message import Message

from tutor.app.painting.lasting import LastingFile

if TYPE_CHECKING:
    from tutor.app.painting.painted import PaintedApp

LAST_ANSWERS = 1.0
"""Seconds to wait for what the terminal still has to answer before it is handed on."""

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
        _last_heard = -1
        """The column of the last answer, known before the app is told."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._heard = Condition()
            # all that the thread which writes needs of a file
            self._file: Any = LastingFile(cast(TextIO, self._file), self._terminal_is_gone)

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
                with self._heard:
                    self._last_heard = message.x
                    self._heard.notify_all()
                self._tell(self._app.answered, message.x, monotonic())
                return
            if isinstance(message, TOUCHES):
                self._tell(self._app.touched)
            super().process_message(message)

        def disable_input(self) -> None:
            """Stop reading, once every question is answered: who reads next would get the rest."""
            fence = self._app.fence
            if fence.under_way and not self.exit_event.is_set():
                with self._heard:
                    self._heard.wait_for(
                        lambda: self._last_heard == fence.last_asked, timeout=LAST_ANSWERS
                    )
            super().disable_input()
            fence.is_over = True

        def _terminal_is_gone(self) -> None:
            self._tell(self._app.hung_up)

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
