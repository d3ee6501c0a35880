"""A file to which lines are added, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable


class LineFile:
    """An open file, written at its end. handle: as `os.open` returned it; it is ours from now."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._size = os.lseek(handle, 0, os.SEEK_END)

    def append(self, lines: Iterable[str]) -> None:
        """Add lines, each with its newline; after an `OSError` the file is as it was before."""
        content = memoryview("".join(f"{line}\n" for line in lines).encode())
        written = 0
        try:
            while written < len(content):
                written += os.write(self._handle, content[written:])
        except OSError:  # a full disk, say
            self.cut(self._size)
            raise
        self._size += written

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes."""
        os.ftruncate(self._handle, size)
        self._size = os.lseek(self._handle, size, os.SEEK_SET)

    def sync(self) -> None:
        """Bring what was written to the disk."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Let the file go."""
        os.close(self._handle)
