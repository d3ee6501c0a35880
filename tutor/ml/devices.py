"""Where to compute: the CPU or an accelerator, what it can do, and what to do when it is full.

`choose` answers once a process: what this process puts on a device must not look like somebody
else's being busy there.
"""

from __future__ import annotations

import math
import os
import shutil
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from importlib.util import find_spec
from time import perf_counter
from typing import Any, NamedTuple

import torch

NAMES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")
BUSY = 1 << 30
"""Free bytes below which a GPU counts as busy."""


class Chosen(NamedTuple):
    """A device, and a sentence that says why it is this one."""

    device: torch.device
    sentence: str


@cache
def choose(name: str) -> Chosen:
    """Return the device called `name`; raise `ValueError` where it cannot be had.

    "auto" takes CUDA where there is one with a gigabyte free, else mps, else the processor, and
    never fails. Under torchrun each process takes the GPU of its local rank.
    """
    if name == "cpu":
        return Chosen(torch.device("cpu"), f"computes on the CPU, {_threads()}")
    if name == "mps":
        if not torch.backends.mps.is_available():
            raise ValueError("device cannot be 'mps': there is none here; give cpu or auto")
        return Chosen(torch.device("mps"), "computes on this Mac's GPU (mps)")
    why_not = _why_no_cuda()
    if name == "cuda":
        if why_not:
            raise ValueError(f"device cannot be 'cuda': {why_not}; give cpu or auto")
        return _cuda()
    if not why_not:
        return _cuda()
    if torch.backends.mps.is_available():
        return choose("mps")
    return Chosen(torch.device("cpu"), f"{why_not}, so it computes on the CPU, {_threads()}")


def computing_type(device: torch.device, precision: str) -> torch.dtype:
    """Return the numbers a forward pass computes with; raise `ValueError` if it has them not.

    "auto" is bfloat16 on a GPU that has it, where it at least doubles the speed, else float32.
    """
    has = device.type == "cpu" or (device.type == "cuda" and torch.cuda.is_bf16_supported())
    if precision == "bfloat16" and not has:
        raise ValueError(
            f"precision cannot be 'bfloat16': {describe(device)} does not compute with it; "
            "give auto or float32"
        )
    chosen = precision == "bfloat16" or (precision == "auto" and has and device.type == "cuda")
    return torch.bfloat16 if chosen else torch.float32


def autocast(device: torch.device, precision: str) -> AbstractContextManager[Any]:
    """Return the context of a forward pass in that precision.

    The weights and their averages stay float32: bfloat16 has its range, and 8 bits of its 24.
    """
    kind = computing_type(device, precision)
    if kind is torch.float32:
        return nullcontext()
    context: AbstractContextManager[Any] = torch.autocast(device.type, kind)
    return context


def why_no_compiling(device: torch.device) -> str:
    """Say why `torch.compile` cannot work here; "" where it can."""
    if device.type == "cuda" and find_spec("triton") is None:
        return "torch.compile needs the package triton, and it is not installed"
    if device.type == "cpu" and not any(map(shutil.which, ("c++", "g++", "clang++"))):
        return "torch.compile needs a C++ compiler, and there is none on the path"
    if device.type == "mps":
        return "torch.compile is unfinished for mps"
    return ""


def is_out_of_memory(error: Exception) -> bool:
    """Say whether an error is a device's, or the processor's, want of memory."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    # the processor's allocator has no error of its own
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)


def smaller_batch(batch: int, parts: int, processes: int = 1) -> tuple[int, int] | None:
    """Return the next smaller batch and the parts that keep their product; None if there is none.

    batch: windows computed at once, which each process takes an equal share of.
    """
    for fewer in range(batch // 2, 0, -1):
        if batch % fewer == 0 and fewer % processes == 0:
            return fewer, parts * (batch // fewer)
    return None


def describe(device: torch.device) -> str:
    """Return the name of a device as people know it."""
    if device.type == "cuda":
        return str(torch.cuda.get_device_name(device))
    return {"cpu": "the CPU", "mps": "this Mac's GPU"}.get(device.type, str(device))


@cache
def matmul_rate(device: torch.device, kind: torch.dtype) -> float:
    """Return the operations a second of a large matrix product, measured: what there is to reach.

    Of a product of two n·n matrices, 2n³. Taken once a process, in a fifth of a second.
    """
    # many short ones on a processor: who shares it cannot disturb them all
    n, tries = {"cuda": (8192, 4), "cpu": (512, 40)}.get(device.type, (1024, 4))
    a = torch.ones(n, n, dtype=kind, device=device)
    best = math.inf
    for _ in range(tries):
        start = perf_counter()
        (a @ a)[0, 0].item()  # waits for the device
        best = min(best, perf_counter() - start)
    return 2 * n**3 / best


def room(device: torch.device) -> int:
    """Return the bytes of memory that the device has in all."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory)
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))  # a Mac's GPU shares it


def _cuda() -> Chosen:
    device = torch.device("cuda", _local_rank())
    free, total = torch.cuda.mem_get_info(device)
    gigabytes = f"{free / 1e9:.1f} of {total / 1e9:.1f} GB free"
    return Chosen(device, f"computes on {describe(device)}, {gigabytes}")


def _why_no_cuda() -> str:
    """Say why CUDA cannot be used; "" where it can."""
    if not torch.backends.cuda.is_built():
        return f"this torch ({torch.__version__}) is built without CUDA"
    if not torch.cuda.is_available():
        return "there is no CUDA device here, or its driver does not answer"
    index = _local_rank()
    if index >= torch.cuda.device_count():
        return f"there are {torch.cuda.device_count()} CUDA devices, and this is process {index}"
    try:
        free, total = torch.cuda.mem_get_info(index)
    except RuntimeError as error:  # another process has it to itself
        return f"the CUDA device is busy ({str(error).splitlines()[0]})"
    if free < BUSY:
        return f"the CUDA device is busy: {free / 1e9:.1f} of its {total / 1e9:.1f} GB are free"
    return ""


def _local_rank() -> int:
    """This process's number on its machine, which torchrun tells; 0 without it."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def _threads() -> str:
    n = torch.get_num_threads()
    return "one thread" if n == 1 else f"{n} threads"
