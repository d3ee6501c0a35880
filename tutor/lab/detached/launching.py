"""Starting the process of a training, and waiting until it has begun."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from time import monotonic, sleep

from tutor.engine import run_status
from tutor.engine.facts import THREAD_VARIABLES
from tutor.engine.run_folder import Order, RunFolder

RESTARTS = 3
"""How often torchrun starts all processes again after one was lost."""
MEETING = ("--nnodes", "--rdzv", "--master", "--node", "--standalone")
"""Flags by which torchrun's processes find each other; without any they are all on this machine."""

UNDER_WAY = (run_status.RUNNING, run_status.PAUSED)


class NotBegun(RuntimeError):
    """The process ended before its first step; the message says why."""


def command(folder: RunFolder, order: Order) -> list[str]:
    """Return the command that runs a training."""
    worker = ["-m", "tutor.lab.detached.worker", str(folder.path)]
    if order.nproc == 1 and not order.launch:
        return [sys.executable, *worker]
    flags = [flag.replace("_", "-") for flag in order.launch]
    alone = [] if any(flag.startswith(MEETING) for flag in flags) else ["--standalone"]
    restarts = f"--max-restarts={RESTARTS}"
    shared = [f"--nproc-per-node={order.nproc}", restarts, *alone, *order.launch]
    return [sys.executable, "-m", "torch.distributed.run", *shared, *worker]


def launch(folder: RunFolder, order: Order) -> subprocess.Popen[bytes]:
    """Start the process, in a session of its own; raises `OSError`."""
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, "1"), "PYTHONUNBUFFERED": "1"}
    # processes that are started again must not find the addresses of those before
    environment["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = "1"
    together = order.nproc > 1 or bool(order.launch)
    # torchrun inherits it and its workers do not: it is held for as long as torchrun is there
    handle = os.open(folder.launcher, os.O_RDWR | os.O_CREAT, 0o600) if together else None
    try:
        if handle is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with folder.log.open("ab") as log:
            folder.log.chmod(0o600)
            process = subprocess.Popen(
                command(folder, order),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's hang-up is not for it
                env=environment,
                pass_fds=() if handle is None else (handle,),
            )
        if handle is not None:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(process.pid).encode(), 0)
        return process
    finally:
        if handle is not None:
            os.close(handle)


def await_begun(folder: RunFolder, process: subprocess.Popen[bytes], patience: float) -> bool:
    """Wait until the process listens or has ended well; False when that takes too long.

    Raises `NotBegun`.
    """
    end = monotonic() + patience
    while monotonic() < end:
        code = process.poll()
        if code == 0:
            return True
        if code is not None:
            raise NotBegun(_why(folder, code))
        status = run_status.read(folder.status)
        if status is not None and status.pid == folder.holder() and status.state in UNDER_WAY:
            return True
        sleep(0.05)
    return False


def _why(folder: RunFolder, code: int) -> str:
    status = run_status.read(folder.status)
    if status is not None and status.state == run_status.FAILED:
        return status.said
    try:
        lines = folder.log.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    said = lines[-1].strip() if lines else "it said nothing"
    return f"its process ended with code {code}: {said}"
