"""The guard of the screen: what native code prints goes to a log, not over the picture.

Textual draws through `sys.__stderr__`. CUDA, NCCL and every C library print to file descriptors 1
and 2. So the terminal gets a descriptor of its own, and 1 and 2 lead to the log for as long as the
app runs.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

STDOUT, STDERR = 1, 2
ENOUGH = 1 << 20
"""Bytes of log after which it is begun anew."""


@contextmanager
def guarded(log: Path) -> Iterator[None]:
    """Keep descriptors 1 and 2 away from the terminal, and give them back at the end."""
    terminal = next((fd for fd in (STDERR, STDOUT) if os.isatty(fd)), None)
    if terminal is None:
        yield
        return
    before = sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr
    saved = os.dup(STDOUT), os.dup(STDERR)
    screen = os.fdopen(os.dup(terminal), "w", encoding="utf-8", errors="replace")
    _flush(before)
    _lead_to(log)
    # Python asks `sys.__stdout__` how large the terminal is, at the start and at each resize
    sys.__stdout__ = sys.__stderr__ = sys.stderr = screen  # type: ignore[misc]
    try:
        yield
    finally:
        _flush((screen, *before))
        for fd, original in zip((STDOUT, STDERR), saved, strict=True):
            os.dup2(original, fd)
            os.close(original)
        sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr = before  # type: ignore[misc]
        with suppress(OSError):
            screen.close()


def _lead_to(log: Path) -> None:
    """Lead descriptors 1 and 2 to the log, or nowhere if it cannot be written."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
        if log.exists() and log.stat().st_size > ENOUGH:
            flags |= os.O_TRUNC
        fd = os.open(log, flags, 0o600)
        faulthandler.enable(os.dup(fd))  # a crash of native code leaves a trace in the same file
    except OSError:
        fd = os.open(os.devnull, os.O_WRONLY)
    os.dup2(fd, STDOUT)
    os.dup2(fd, STDERR)
    os.close(fd)


def _flush(streams: tuple[TextIO | None, ...]) -> None:
    for stream in streams:
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
