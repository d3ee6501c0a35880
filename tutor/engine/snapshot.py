"""Snapshots: a simulation's whole state, copied out and put back.

One deep copy with one memo covers everything that the attributes reach and keeps what is shared
shared: the optimizer in the copy still points at the weights in the copy.
"""

from __future__ import annotations

import copy
import sys
from dataclasses import dataclass
from typing import Any

from tutor.engine.simulation import Simulation


class UnsavableState(TypeError):
    """The simulation keeps something that cannot be copied, so it could not be rewound."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A private copy of a simulation's attributes, and about how many bytes it takes."""

    attributes: dict[str, Any]
    nbytes: int


def take(simulation: Simulation) -> Snapshot:
    """Copy the simulation's state; raise `UnsavableState` naming what cannot be copied."""
    attributes, memo = _copy(simulation.__dict__, type(simulation).__name__)
    return Snapshot(attributes, _size(memo))


def restore(simulation: Simulation, snapshot: Snapshot) -> None:
    """Put the state of `snapshot` back; the snapshot stays as it is and can be used again."""
    attributes, _ = _copy(snapshot.attributes, type(simulation).__name__)
    simulation.__dict__.clear()
    simulation.__dict__.update(attributes)


def unsavable(owner: str, name: str, value: Any, error: Exception) -> UnsavableState:
    """Build the error for an attribute that cannot be copied or encoded."""
    return UnsavableState(
        f"{owner}.{name} holds a {type(value).__name__} that cannot be copied ({error}). "
        "Keep plain data there: an index instead of an iterator, `x.detach()` instead of a "
        "tensor with a graph."
    )


def _copy(attributes: dict[str, Any], owner: str) -> tuple[dict[str, Any], dict[int, Any]]:
    memo: dict[int, Any] = {}
    copied = {}
    for name, value in attributes.items():
        try:
            copied[name] = copy.deepcopy(value, memo)
        except (TypeError, RuntimeError, NotImplementedError) as error:
            raise unsavable(owner, name, value, error) from error
    _complete(memo)
    return copied, memo


def _complete(memo: dict[int, Any]) -> None:
    """Give the copies what torch's own `__deepcopy__` leaves behind.

    A parameter its gradient, and an optimizer the mark by which a schedule knows it is watched.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return
    for original in list(memo.get(id(memo), ())):  # deepcopy keeps its originals alive in this list
        if isinstance(original, torch.nn.Parameter) and original.grad is not None:
            memo[id(original)].grad = original.grad.detach().clone()
        elif isinstance(original, torch.optim.Optimizer) and "step" in vars(original):
            _mark(memo[id(original)])


def _mark(optimizer: Any) -> None:
    def step(*args: Any, **options: Any) -> Any:
        return type(optimizer).step(optimizer, *args, **options)

    step._wrapped_by_lr_sched = True  # type: ignore[attr-defined]  # without it, a schedule warns
    optimizer.step, optimizer._opt_called = step, True


def _size(memo: dict[int, Any]) -> int:
    """Return about the bytes of the copies: the arrays' memory, and some words an object."""
    total = 512
    for item in memo.values():
        nbytes = getattr(item, "nbytes", None)
        total += 112 + (nbytes if isinstance(nbytes, int) else 0)
    return total
