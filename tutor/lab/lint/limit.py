"""A limit on time for what an author's code does: an endless loop must not hold the lint."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(BaseException):
    """The time is over. No `except Exception` of the code that took too long can swallow it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooLong` inside the block after `seconds`; only the main thread can be held to it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_: int, __: FrameType | None) -> None:
        raise TooLong(f"it took longer than {seconds:g} s")

    handler = signal.signal(signal.SIGALRM, end)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left, interval)
        signal.signal(signal.SIGALRM, handler)
