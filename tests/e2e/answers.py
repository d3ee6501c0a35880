"""What a terminal answers when it is asked where the cursor is, found in the bytes alone."""

from __future__ import annotations

import re

QUESTION = re.compile(rb"\x1b\[(\d+);(\d+)H\x1b\[6n|\x1b\[6n")
LONGEST = 16
"""Bytes of the longest question: so many may be the beginning of one that is cut in two."""


class Answers:
    """Answers questions at once, however long an emulator takes to show what comes before them."""

    def __init__(self) -> None:
        self._tail = b""

    def to(self, data: bytes) -> bytes:
        """Return the answers to the questions that end in `data`."""
        seen, before = self._tail + data, len(self._tail)
        self._tail = seen[-LONGEST:]
        return b"".join(
            b"\x1b[%s;%sR" % (found[1] or b"1", found[2] or b"1")
            for found in QUESTION.finditer(seen)
            if found.end() > before
        )
