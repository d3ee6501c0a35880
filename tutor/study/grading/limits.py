"""What the process of the learner's code may use. A limit that a system lacks is left out.

The time limit does not depend on these: the judge keeps a clock of its own.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from math import ceil
from typing import Any

LARGEST_FILE = 16 << 20
"""Bytes; an exercise writes nothing, so this is for accidents."""
RESERVE = 64 << 20
"""Bytes kept back for the sentence that the memory ran out."""
STARTING = frozenset(
    ("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.exec", "pty.spawn",
     "subprocess.Popen")
)  # fmt: skip


class NotAllowed(PermissionError):
    """The learner's code tried what an exercise has no use for."""


def limit(seconds: float, memory: int) -> None:
    """Limit this process, for good: CPU seconds and bytes of memory beyond what it uses now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = ceil(used.ru_utime + used.ru_stime + seconds) + 1
    _set(resource.RLIMIT_CPU, cpu, cpu + 1)
    in_use = _memory_in_use()
    if in_use is not None:
        _set(resource.RLIMIT_AS, in_use + memory, in_use + memory + RESERVE)
    _set(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NPROC, 0)  # the system lets root fork all the same; the hook does not
    sys.addaudithook(_refuse)


def relieve() -> None:
    """Allow the reserve of memory too: to say that it ran out takes some."""
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in STARTING:
        raise NotAllowed("an exercise cannot start another process")
    if event in ("os.kill", "os.killpg") and args[0] != os.getpid():
        raise NotAllowed("an exercise cannot send signals to other processes")


def _set(what: int, soft: int, hard: int | None = None) -> None:
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (soft, soft if hard is None else hard))


def _memory_in_use() -> int | None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:  # no such file on macOS, where the limit is not kept either
        return None
