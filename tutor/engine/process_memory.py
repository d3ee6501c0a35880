"""How much memory this process takes, and its tensors on a GPU."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path


def resident() -> int:
    """Return the bytes that this process has in memory now; the most it ever had, off Linux."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def device_memory() -> int:
    """Return the bytes of this process's tensors on a CUDA device; 0 where it uses none."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return 0
    return int(torch.cuda.memory_allocated())


def device_room() -> int:
    """Return the bytes of memory that the CUDA device has in all; 0 where none is used."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return 0
    return int(torch.cuda.get_device_properties(torch.cuda.current_device()).total_memory)
