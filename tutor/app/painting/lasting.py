"""A terminal's file that goes on taking text after the terminal is gone.

Textual writes from a thread behind a short queue. An error would end the thread and leave the queue
full, and the app would then wait for ever to say its last words to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO


class LastingFile:
    """What the thread that writes needs of a file. `gone` is called at the first failure."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file, self._gone = file, gone
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write, or drop the text where nobody is left to read it."""
        self._attempt(lambda: self._file.write(text))

    def flush(self) -> None:
        """Flush what can be."""
        self._attempt(self._file.flush)

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._file.fileno()

    def _attempt(self, action: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            action()
        except (OSError, ValueError):
            self._is_gone = True
            self._gone()
