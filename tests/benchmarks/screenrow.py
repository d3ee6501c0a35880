"""One row of a terminal's screen, followed at a cost that disturbs no measurement.

An emulator of the whole screen takes as long for a frame as the app. One row is followed by
looking only at what is written into it, from each jump of the cursor to the next.
"""

from __future__ import annotations

import re
from itertools import pairwise

JUMP = re.compile(rb"\x1b\[(\d+);(\d+)H")
PIECE = re.compile(rb"\x1b\[(\d*)C|\x1b\[[^A-Za-z]*[A-Za-z]|[^\x1b]+")


class ScreenRow:
    """The row `row` (from 1) of a screen that is painted by jumps of the cursor."""

    def __init__(self, row: int, columns: int) -> None:
        self._row = row
        self._cells = [" "] * columns
        self._rest = b""
        self.written = 0
        """Bytes that went into it."""

    @property
    def text(self) -> str:
        """What the row shows."""
        return "".join(self._cells)

    def feed(self, data: bytes) -> None:
        """Follow what is written."""
        seen = self._rest + data
        jumps = list(JUMP.finditer(seen))
        for jump, following in pairwise(jumps):
            if int(jump[1]) == self._row:
                self.written += following.start() - jump.start()
                self._write(int(jump[2]) - 1, seen[jump.end() : following.start()])
        # what comes after the last jump may go on
        self._rest = seen[jumps[-1].start() :] if jumps else seen[-32:]

    def _write(self, column: int, data: bytes) -> None:
        for piece in PIECE.finditer(data):
            if piece[1] is not None:
                column += int(piece[1] or 1)
            elif not piece[0].startswith(b"\x1b"):
                for letter in piece[0].decode("utf-8", "replace"):
                    if column < len(self._cells) and letter >= " ":
                        self._cells[column] = letter
                        column += 1
