"""The folder of a detached run: what is asked for, and where its files are.

run.json       what to run; written once, and again only to run longer
ledger.jsonl   every step and edit, appended
checkpoints/   the newest few
status.json    where it stands, for whoever looks
log            what the process said
lock           held while a process runs it
launcher       held while torchrun is there to start its processes again
socket         where that process listens; or socket.path, which says where else
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tutor.engine.driving import Driver
from tutor.engine.files import write_whole
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source

FORMAT = "mlpath-tutor training run"
VERSION = 1


class NoRun(ValueError):
    """The folder is no run that this program can go on with; the message says why."""


class Taken(RuntimeError):
    """Another process has the run; the message names it."""


@dataclass(frozen=True)
class Order:
    """What a detached run was asked to be."""

    source: Source
    seed: int
    values: Mapping[str, Value]
    steps: int
    """Where it is finished."""
    every: float = 30.0
    """Seconds between two checkpoints, at least."""
    nproc: int = 1
    """Processes that compute it together, on this machine."""
    launch: tuple[str, ...] = ()
    """More flags for torchrun."""
    tensorboard: str = ""
    """A folder for event files, or nothing."""
    home: str = ""
    """The folder that it was ordered in: relative paths among the values mean from there."""
    begun: str = ""
    """When, as ISO 8601."""


@dataclass(frozen=True)
class RunFolder:
    """The files of one run."""

    path: Path
    order_file: Path = field(init=False)
    ledger: Path = field(init=False)
    checkpoints: Path = field(init=False)
    status: Path = field(init=False)
    log: Path = field(init=False)
    lock: Path = field(init=False)
    launcher: Path = field(init=False)
    socket: Path = field(init=False)
    socket_note: Path = field(init=False)

    def __post_init__(self) -> None:
        for name, file in (
            ("order_file", "run.json"),
            ("ledger", "ledger.jsonl"),
            ("checkpoints", "checkpoints"),
            ("status", "status.json"),
            ("log", "log"),
            ("lock", "lock"),
            ("launcher", "launcher"),
            ("socket", "socket"),
            ("socket_note", "socket.path"),
        ):
            object.__setattr__(self, name, self.path / file)

    def order(self) -> Order:
        """Read what is to be run; raise `NoRun`."""
        try:
            content = json.loads(self.order_file.read_bytes())
        except OSError as error:
            raise NoRun(f"{self.order_file}: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise NoRun(f"{self.order_file} is not JSON: it was damaged") from error
        return _order(self.order_file, content)

    def write_order(self, order: Order) -> None:
        """Write down what is to be run; raises `OSError`."""
        content = {"format": FORMAT, "version": VERSION, **asdict(order)}
        write_whole(self.order_file, [json.dumps(content, indent=1)])

    def holder(self) -> int | None:
        """Return the process that has the run, or None."""
        return _holder(self.lock)

    def launched_by(self) -> int | None:
        """Return the process that would start the run's processes again, or None."""
        return _holder(self.launcher)

    @property
    def alive(self) -> bool:
        """Whether a process has the run, or is about to have it again."""
        return self.holder() is not None or self.launched_by() is not None

    def take(self, patience: float = 1.0) -> int:
        """Take the run for this process, until the handle that is returned is closed.

        Raises `Taken` where another process has it. patience: seconds to wait for one that only
        looks whether it is taken.
        """
        handle = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if monotonic() > end:
                    pid = _pid(os.pread(handle, 32, 0))
                    os.close(handle)
                    raise Taken(
                        f"process {pid} has the run {self.path.name} already: attach to it, or "
                        "stop it first"
                    ) from None
                sleep(0.02)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        return handle


def _holder(lock: Path) -> int | None:
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _pid(os.read(handle, 32))
    finally:
        os.close(handle)
    return None


def _pid(text: bytes) -> int:
    with suppress(ValueError):
        return int(text)
    return 0


def _order(path: Path, content: Any) -> Order:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NoRun(f"{path} does not describe a training run")
    if content.get("version") != VERSION:
        raise NoRun(
            f"{path} is of version {content.get('version')!r}, and this program knows version "
            f"{VERSION}: use the one that wrote it, or a newer one"
        )
    try:
        source = dict(content["source"])
        drivers = tuple(Driver(**driver) for driver in source.pop("drivers"))
        known = {name: content[name] for name in Order.__dataclass_fields__ if name in content}
        known |= {"source": Source(**source, drivers=drivers), "launch": tuple(content["launch"])}
        order = Order(**known)
        _require(isinstance(order.seed, int) and isinstance(order.steps, int), "seed and steps")
        _require(isinstance(order.values, dict), "values")
        _require(isinstance(order.every, int | float) and order.every > 0, "every")
        _require(isinstance(order.nproc, int) and order.nproc > 0, "nproc")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoRun(f"{path} was changed by hand, and says too little: {error}") from error
    return order


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"{what} of the wrong kind")
