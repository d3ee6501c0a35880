"""Entries: what a side has of one step, in the order in which it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tutor.engine.receipt import Receipt
from tutor.lab.tracing.tensor import Tensor

STAGES = ("start", "batch", "forward", "loss", "record", "gradient", "update")
"""In the order of a training step; "start" is what there was before the first one."""


@dataclass(frozen=True)
class Entry:
    """One named tensor of a step: equal digests mean equal types, shapes and bits."""

    name: str
    stage: str
    dtype: str
    shape: tuple[int, ...]
    digest: str

    @classmethod
    def of(cls, name: str, stage: str, tensor: Tensor) -> Entry:
        """Return the entry of a tensor."""
        return cls(name, stage, tensor.dtype, tensor.shape, tensor.digest)

    def to_message(self) -> list[Any]:
        """Return the entry as data for JSON or the wire."""
        return [self.name, self.stage, self.dtype, list(self.shape), self.digest]

    @classmethod
    def from_message(cls, content: Any) -> Entry:
        """Read an entry; raise `ValueError` for anything that is none."""
        try:
            name, stage, dtype, shape, digest = content
            texts = [name, stage, dtype, digest]
            if not all(isinstance(text, str) for text in texts) or stage not in STAGES:
                raise ValueError
            return cls(name, stage, dtype, tuple(int(size) for size in shape), digest)
        except (TypeError, ValueError):
            raise ValueError(f"{str(content)[:80]} is no entry of a tensor") from None


class SideLost(RuntimeError):
    """The process of a side ended or hangs; the message says which side and how."""


class Side(Protocol):
    """One of two runs under comparison."""

    @property
    def label(self) -> str:
        """What it is called in a sentence."""

    @property
    def receipt(self) -> Receipt | None:
        """What was run and where, as far as it is known now."""

    @property
    def stopped(self) -> str:
        """Why the run went no further, as far as it is known now; or nothing."""

    def entries(self, step: int) -> Sequence[Entry] | None:
        """Return what there is of a step; None where the run ended before it."""

    def tensor(self, step: int, name: str) -> Tensor | None:
        """Return a tensor in full; None where only its digest was kept."""


def why_stopped(receipt: Receipt) -> str:
    """Return why a run ended where it did, or nothing where it was ended."""
    stop = receipt.stopped
    return f"stopped at step {stop.step}: {stop.reason}" if stop else ""
