"""What a program prints, whatever its length: the beginning and the end are kept."""

from __future__ import annotations

KEPT = 2000
"""Bytes of each end."""
TOO_MUCH = 1 << 20
"""Bytes after which printing is a mistake of its own."""


class Output:
    """Bytes in; their first and last 2 kB as text out."""

    def __init__(self) -> None:
        self.size = 0
        self._head, self._tail = b"", b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += len(data)
        room = KEPT - len(self._head)
        self._head += data[:room]
        self._tail = (self._tail + data[max(room, 0) :])[-KEPT:]

    def text(self) -> str:
        """Return what was printed; a line says how much of the middle is missing."""
        left_out = self.size - len(self._head) - len(self._tail)
        gap = f"\n… {left_out} bytes left out …\n".encode() if left_out else b""
        return (self._head + gap + self._tail).decode("utf-8", errors="replace")
