"""A socket in a folder, for whoever may read that folder.

A Unix socket's path has room for about a hundred bytes. A longer one is kept in a folder of its own
under the system's temporary folder, mode 0700, and a note says where.
"""

from __future__ import annotations

import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from tutor.engine.run_folder import RunFolder

LONGEST = 100
"""Bytes of a path that every system takes: macOS ends at 103, Linux at 107."""


def listen(folder: RunFolder) -> socket.socket:
    """Listen in the folder; a socket that a killed process left there is replaced.

    Only the process that holds the run may call this. Raises `OSError`.
    """
    forget(folder)
    path = folder.socket
    if len(os.fsencode(path)) > LONGEST:
        path = Path(tempfile.mkdtemp(prefix="mlpath-")) / "socket"  # mode 0700
        folder.socket_note.write_text(str(path))
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(os.fspath(path))
        path.chmod(0o600)
        server.listen(64)
    except OSError:
        server.close()
        raise
    server.setblocking(False)
    return server


def address(folder: RunFolder) -> Path:
    """Return where the folder's process listens, if it does."""
    with suppress(OSError):
        return Path(folder.socket_note.read_text())
    return folder.socket


def forget(folder: RunFolder) -> None:
    """Remove the socket, and the folder that was made for it."""
    path = address(folder)
    with suppress(OSError):
        path.unlink()
    if path != folder.socket:
        with suppress(OSError):
            path.parent.rmdir()
        with suppress(OSError):
            folder.socket_note.unlink()
