"""Several processes that make the same run: rank 0 says what to do, and all do it alike.

torchrun starts them, has them find each other, and starts them again where one is lost; the
gradients are averaged by the simulation's own DistributedDataParallel. What is left to do here is
to say, in front of every few steps, how many they are. It goes as msgpack in a tensor of bytes,
over the processors' own connection (gloo): never as a pickle.
"""

from __future__ import annotations

import os
from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol

import msgpack

SILENCE = 60.0
"""Seconds after which rank 0 says that nothing is to be done, so that nobody thinks it is gone."""
PATIENCE = timedelta(minutes=30)
"""How long a process waits for the others: a step of theirs may take its time."""


class Lost(RuntimeError):
    """Another process of the run is gone."""


class Ranks(Protocol):
    """The processes of a run, seen from one of them."""

    rank: int
    world: int

    def share(self, message: dict[str, Any] | None) -> dict[str, Any]:
        """Return the message of rank 0, which gives it; the others give None."""

    def close(self) -> None:
        """Leave the others."""


class Alone:
    """A run in one process."""

    rank, world = 0, 1

    def share(self, message: dict[str, Any] | None) -> dict[str, Any]:
        """Return the message: nobody else is to hear it."""
        return message or {}

    def close(self) -> None:
        """Do nothing."""


class Together:
    """One process of several, as torchrun started it."""

    def __init__(self) -> None:
        torch = import_module("torch")
        self._torch, self._distributed = torch, torch.distributed
        backend = "gloo"
        if torch.cuda.is_available():
            backend = "cpu:gloo,cuda:nccl"
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]) % torch.cuda.device_count())
        try:
            self._distributed.init_process_group(backend, timeout=PATIENCE)
        except RuntimeError as error:
            raise Lost(f"the processes do not find each other: {error}") from error
        self.rank = int(self._distributed.get_rank())
        self.world = int(self._distributed.get_world_size())

    def share(self, message: dict[str, Any] | None) -> dict[str, Any]:
        """Send the message of rank 0 to all, and return it; raise `Lost` where one is gone."""
        try:
            return self._share(message)
        except RuntimeError as error:
            raise Lost("another process of the run is gone") from error

    def _share(self, message: dict[str, Any] | None) -> dict[str, Any]:
        torch, send = self._torch, self._distributed.broadcast
        body = bytearray(msgpack.packb(message)) if self.rank == 0 else bytearray()
        length = torch.tensor([len(body)])
        send(length, 0)
        size = int(length.item())
        content = torch.empty(size, dtype=torch.uint8)
        if self.rank == 0:
            content = torch.frombuffer(body, dtype=torch.uint8)
        send(content, 0)
        if self.rank == 0:
            return message or {}
        received = content.numpy().tobytes()
        limits = dict.fromkeys(("max_bin_len", "max_str_len", "max_array_len", "max_map_len"), size)
        found: dict[str, Any] = msgpack.unpackb(received, strict_map_key=False, **limits)
        return found

    def close(self) -> None:
        """Leave the others."""
        self._distributed.destroy_process_group()


def ranks() -> Ranks:
    """Return the processes that this one belongs to: as many as torchrun started, or it alone."""
    return Together() if int(os.environ.get("WORLD_SIZE", "1")) > 1 else Alone()
