"""Names for everything that a simulation keeps: each array of its state by the path to it.

`self.net["W1"]` is `net.W1`, the second of a list `layers[1]`, a parameter of a module
`model.head.weight`, its gradient `model.head.weight.grad`, an optimizer's memory
`optimizer.0.exp_avg`. A generator has a name too: two runs that draw differently differ there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from tutor.engine.simulation import Simulation
from tutor.engine.streams import Streams
from tutor.lab.tracing.tensor import Tensor, tensor_of

LONGEST = 512
"""Items of a list that get a name each; a longer one is one object."""
DEEPEST = 12

Named = Iterator[tuple[str, Tensor]]


def state_of(simulation: Simulation) -> dict[str, Tensor]:
    """Return the state by name, gradients first, as they are computed before what they change.

    Parameters of the lesson and the seed are no state. The tensors share the simulation's memory.
    """
    inputs: Set[str] = {*type(simulation).parameters(), "seed"}
    found: dict[str, Tensor] = {}
    seen: set[int] = set()
    for name, value in vars(simulation).items():
        if name not in inputs:
            found.update(_walk(name, value, seen, 0))
    gradients = {name: tensor for name, tensor in found.items() if is_gradient(name)}
    return {**gradients, **found}


def is_gradient(name: str) -> bool:
    """Say whether a name is that of a gradient."""
    last = name.rpartition(".")[2]
    return last in ("grad", "gradient", "grads") or last.startswith(("grad_", "d_"))


def _walk(path: str, value: Any, seen: set[int], depth: int) -> Named:
    torch = sys.modules.get("torch")
    if isinstance(value, bool | int | float | np.ndarray | np.generic | str | bytes | None):
        yield path, tensor_of(value)
        return
    if id(value) in seen:  # under its first name already
        return
    seen.add(id(value))
    if isinstance(value, Streams):
        for name, generator in value.generators():
            yield f"generator {name}", tensor_of(generator)
    elif isinstance(value, np.random.Generator):
        yield path, tensor_of(value)
    elif torch is not None and isinstance(value, torch.Tensor):
        yield from _leaf(path, value)
    elif torch is not None and isinstance(value, torch.nn.Module):
        for name, tensor in [*value.named_parameters(), *value.named_buffers()]:
            seen.add(id(tensor))
            yield from _leaf(f"{path}.{name}", tensor)
    elif torch is not None and isinstance(value, torch.optim.Optimizer):
        yield from _walk(path, value.state_dict()["state"], seen, depth + 1)
    else:
        yield from _branches(path, value, seen, depth)


def _branches(path: str, value: Any, seen: set[int], depth: int) -> Named:
    if depth < DEEPEST and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(f"{path}.{key}", item, seen, depth + 1)
    elif isinstance(value, list | tuple) and value and all(type(x) in (int, float) for x in value):
        yield path, tensor_of(np.asarray(value))
    elif depth < DEEPEST and isinstance(value, list | tuple) and len(value) <= LONGEST:
        names = getattr(value, "_fields", None) or [f"[{i}]" for i in range(len(value))]
        for name, item in zip(names, value, strict=True):
            dot = "" if name.startswith("[") else "."
            yield from _walk(f"{path}{dot}{name}", item, seen, depth + 1)
    elif depth < DEEPEST and is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _walk(f"{path}.{one.name}", getattr(value, one.name), seen, depth + 1)
    elif depth < DEEPEST and type(value).__module__.startswith("mlpath_lesson"):
        for name, item in vars(value).items():
            yield from _walk(f"{path}.{name}", item, seen, depth + 1)
    else:
        yield path, tensor_of(value)


def _leaf(path: str, tensor: Any) -> Named:
    yield path, tensor_of(tensor)
    if tensor.is_leaf and tensor.grad is not None:
        yield f"{path}.grad", tensor_of(tensor.grad)
