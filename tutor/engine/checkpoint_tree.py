"""A simulation's state as data: a tree of JSON, and the arrays and tensors that hang from it.

What `pickle` would do by naming code to call, this does by naming kinds of plain data. An object is
written as its attributes, a module as its tensors, a generator as the numbers it draws from next.
What is met twice is written once and named by its place from then on, so that shared things stay
shared. `checkpoint_restore` reads it back.
"""

from __future__ import annotations

import random
import weakref
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping
from enum import Enum
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from tutor.engine.checkpoint_names import (
    FACTORIES,
    Node,
    attributes_of,
    callable_by_name,
    qualified,
)
from tutor.engine.checkpoint_torch import torch_node
from tutor.engine.panels import Array
from tutor.engine.snapshot import unsavable
from tutor.engine.streams import Streams

NATIVE = frozenset(
    ("<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1")
)
"""NumPy's types that safetensors has too; others are kept as their bytes."""


class Tree:
    """Writes values as nodes and collects their arrays and tensors."""

    def __init__(self) -> None:
        self.tensors: dict[str, Array] = {}
        """By name: where it hangs in the simulation, as in model.blocks.0.attn.c_attn.weight."""
        self._path: list[str] = []
        self._seen: dict[int, tuple[int, Any]] = {}
        """Objects met so far, by id: their place, and the object, so that its id stays taken."""

    def state(self, simulation: Any) -> dict[str, Node]:
        """Return the simulation's attributes; raise `UnsavableState` naming what is no data."""
        owner, found = type(simulation).__name__, {}
        for name, value in vars(simulation).items():
            self._path = [name]
            try:
                found[name] = self.node(value)
            except (TypeError, ValueError, RuntimeError, RecursionError) as error:
                raise unsavable(owner, name, value, error) from error
        return found

    def node(self, value: Any) -> Node:
        """Return a value as a node; raise `TypeError` for what is no data."""
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return value
        if kind is float:
            return value if isfinite(value) else {"k": "float", "v": value.hex()}
        if id(value) in self._seen:
            return {"k": "@", "n": self._seen[id(value)][0]}
        self._seen[id(value)] = len(self._seen), value
        return (
            self._plain(value)
            or self._numpy(value)
            or torch_node(self, value)
            or self._object(value)
        )

    def _plain(self, value: Any) -> Node:
        """Python's own kinds of data, or None."""
        kind = type(value)
        if kind in (list, tuple):
            return {"k": kind.__name__, "v": [self.node(item) for item in value]}
        if kind in (set, frozenset):
            return {"k": kind.__name__, "v": [self.node(item) for item in value]}
        if kind in (dict, OrderedDict):
            return {"k": kind.__name__, "v": self.pairs(value)}
        if kind is defaultdict:
            factory = value.default_factory
            if factory is not None and FACTORIES.get(factory.__name__) is not factory:
                raise TypeError("its defaultdict makes something that is no plain data")
            name = factory and factory.__name__
            return {"k": "defaultdict", "f": name, "v": self.pairs(value)}
        if kind is deque:
            items = [self.node(item) for item in value]
            return {"k": "deque", "most": value.maxlen, "v": items}
        if kind is bytes:
            return {"k": "bytes", "v": value.hex()}
        if kind is complex:
            return {"k": "complex", "v": [value.real.hex(), value.imag.hex()]}
        if kind is range:
            return {"k": "range", "v": [value.start, value.stop, value.step]}
        if isinstance(value, Path):
            return {"k": "path", "v": str(value)}
        if kind is random.Random:
            return {"k": "random", "v": self.node(value.getstate())}
        if kind is Streams:
            return {"k": "streams", "seed": value.seed, "v": self.named(value.generators())}
        return None

    def pairs(self, value: Mapping[Any, Any]) -> list[Node]:
        """Return a mapping as pairs of nodes."""
        pairs = []
        for key, item in value.items():
            key_node = self.node(key)
            pairs.append([key_node, self._below(str(key) if type(key) in (str, int) else "", item)])
        return pairs

    def named(self, pairs: Iterable[tuple[str, Any]]) -> list[Node]:
        """Return things by name as pairs of a name and a node."""
        return [[name, self._below(name, item)] for name, item in pairs]

    def _below(self, name: str, value: Any) -> Node:
        self._path.append(name)
        node = self.node(value)
        self._path.pop()
        return node

    def _numpy(self, value: Any) -> Node:
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            return {"k": "number", "d": value.dtype.str, "v": value.tobytes().hex()}
        if isinstance(value, np.random.Generator):
            return {"k": "generator", "v": self.node(value.bit_generator.state)}
        if isinstance(value, np.random.RandomState):
            return {"k": "randomstate", "v": self.node(value.get_state(legacy=False))}
        return None

    def _array(self, array: Any) -> Node:
        if array.dtype.hasobject:
            items = [self.node(item) for item in array.ravel().tolist()]
            return {"k": "objects", "shape": list(array.shape), "v": items}
        if array.dtype.names:
            raise TypeError("its array has named fields")
        kept = array if array.flags.c_contiguous else array.copy(order="K")
        axes = sorted(range(kept.ndim), key=lambda axis: -kept.strides[axis])
        content, dtype = kept.transpose(axes), array.dtype
        content = np.ascontiguousarray(content).reshape(content.shape)
        node = {"k": "array", "t": self.keep(content), "d": dtype.str, "shape": list(content.shape)}
        # the order in memory is part of the state: a product sums rows and columns differently
        return node if axes == list(range(kept.ndim)) else {**node, "axes": axes}

    def _object(self, value: Any) -> Node:
        if isinstance(value, Enum):
            return {"k": "enum", "class": qualified(type(value)), "v": value.name}
        if isinstance(value, type | weakref.ref) or callable_by_name(value):
            return {"k": "named", "v": qualified(value)}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            items = [self.node(item) for item in value]
            return {"k": "named tuple", "class": qualified(type(value)), "v": items}
        if isinstance(value, dict | list | tuple | set | frozenset):
            raise TypeError(f"a {type(value).__name__} is no plain data")
        attributes = attributes_of(value)
        if attributes is None:
            raise TypeError(f"a {type(value).__name__} has no attributes that could be written")
        return {
            "k": "object",
            "class": qualified(type(value)),
            "v": self.named(attributes.items()),
        }

    def keep(self, content: Array) -> str:
        """Keep an array for safetensors, and return its name there."""
        if content.dtype.str not in NATIVE:
            content = np.frombuffer(content.tobytes(), np.uint8)
        place = name = ".".join(filter(None, self._path)) or "state"
        number = 1
        while name in self.tensors:
            number += 1
            name = f"{place}.{number}"
        self.tensors[name] = content
        return name
