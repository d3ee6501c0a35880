"""Putting the state of a checkpoint into a simulation that was begun afresh.

To begin makes the same kinds of objects again: the module, the optimizer that points at its
weights, the functions. They stay, and are filled; plain data is made anew. Nothing that a
checkpoint holds can choose code: a class or a function is taken from the fresh simulation, or from
its own module where it is one that holds data, and a name that is not found there is refused.
"""

from __future__ import annotations

import random
import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from tutor.engine import checkpoint_torch as torch_values
from tutor.engine.checkpoint_names import (
    ABSENT,
    FACTORIES,
    Node,
    Unrestorable,
    attributes_of,
    qualified,
)
from tutor.engine.panels import Array
from tutor.engine.simulation import Simulation
from tutor.engine.streams import Streams

Content = Callable[[str], Array]
"""Gives a tensor by its name, or its bytes where NumPy has no such numbers."""

BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


class Restorer:
    """Reads nodes; `fresh` is what stands in the same place in the simulation begun afresh."""

    def __init__(self, content: Content, home: str) -> None:
        self._content = content
        self._home = home
        """The module of the simulation: its classes may be made again."""
        self.met: list[Any] = []
        """What was restored, by its place; what names itself from within is in it early."""
        self._kinds: dict[str, Callable[[Any, Any], Any]] = {
            "float": lambda node, _: float.fromhex(node["v"]),
            "bytes": lambda node, _: bytes.fromhex(node["v"]),
            "complex": lambda node, _: complex(*map(float.fromhex, node["v"])),
            "range": lambda node, _: range(*node["v"]),
            "path": lambda node, _: Path(node["v"]),
            "tuple": lambda node, fresh: tuple(self._items(node, fresh)),
            "set": lambda node, fresh: set(self._items(node, ABSENT)),
            "frozenset": lambda node, fresh: frozenset(self._items(node, ABSENT)),
            "number": lambda node, _: np.frombuffer(bytes.fromhex(node["v"]), node["d"])[0],
            "array": lambda node, _: self._array(node),
            "objects": lambda node, _: self._objects(node),
            "generator": lambda node, _: self._generator(node),
            "randomstate": lambda node, _: self._random_state(node),
            "random": lambda node, _: self._random(node),
            "enum": self._enum,
            "named": self._named,
            "named tuple": self._named_tuple,
        }
        self._filled: dict[str, Callable[[int, Any, Any], Any]] = {
            "list": self._list,
            "dict": self._dict,
            "OrderedDict": self._dict,
            "defaultdict": self._dict,
            "deque": self._deque,
            "streams": self._streams,
            "object": self._object,
        }

    def state(self, simulation: Simulation, nodes: Mapping[str, Node]) -> None:
        """Give the simulation the attributes of `nodes`, in their order; raise `Unrestorable`."""
        fresh, found, name = vars(simulation), {}, ""
        torch = sys.modules.get("torch")
        try:
            with torch.no_grad() if torch else nullcontext():
                for name, node in nodes.items():
                    found[name] = self.value(node, fresh.get(name, ABSENT))
        except Unrestorable as error:
            raise Unrestorable(f"{type(simulation).__name__}.{name}: {error}") from error
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, RuntimeError) as error:
            said = f"{type(error).__name__}: {error}"
            raise Unrestorable(f"{type(simulation).__name__}.{name}: {said}") from error
        fresh.clear()
        fresh.update(found)

    def value(self, node: Node, fresh: Any = ABSENT) -> Any:
        """Return the value that a node stands for."""
        if not isinstance(node, dict):
            return node
        kind = node["k"]
        if kind == "@":
            found = self.met[node["n"]]
            if found is ABSENT:
                raise Unrestorable("a tuple contains itself")
            return found
        if kind == "float":  # a scalar has no place of its own
            return self._kinds[kind](node, fresh)
        place = len(self.met)
        self.met.append(ABSENT)
        if kind in self._filled:  # known by its place before it has its content, which may name it
            return self._filled[kind](place, node, fresh)
        if kind in torch_values.FILLED:
            return torch_values.FILLED[kind](self, place, node, fresh)
        if kind in torch_values.MADE:
            self.met[place] = torch_values.MADE[kind](self, node, fresh)
            return self.met[place]
        if kind not in self._kinds:
            raise Unrestorable(f"nothing is called {kind!r}")
        self.met[place] = self._kinds[kind](node, fresh)
        return self.met[place]

    def _items(self, node: Node, fresh: Any) -> list[Any]:
        beside = fresh if isinstance(fresh, list | tuple) else ()
        return [
            self.value(item, beside[i] if i < len(beside) else ABSENT)
            for i, item in enumerate(node["v"])
        ]

    def _list(self, place: int, node: Node, fresh: Any) -> Any:
        found = self.met[place] = []
        beside = fresh if isinstance(fresh, list) else ()
        for i, item in enumerate(node["v"]):
            found.append(self.value(item, beside[i] if i < len(beside) else ABSENT))
        return found

    def _deque(self, place: int, node: Node, fresh: Any) -> Any:
        found: deque[Any] = deque(maxlen=node["most"])
        self.met[place] = found
        found.extend(self.value(item) for item in node["v"])
        return found

    def _dict(self, place: int, node: Node, fresh: Any) -> Any:
        found: dict[Any, Any] = {}
        if node["k"] == "OrderedDict":
            found = OrderedDict()
        elif node["k"] == "defaultdict":
            found = defaultdict(FACTORIES[node["f"]] if node["f"] else None)
        self.met[place] = found
        beside = fresh if isinstance(fresh, dict) else {}
        for key_node, item in node["v"]:
            key = self.value(key_node)
            found[key] = self.value(item, beside.get(key, ABSENT))
        return found

    def _array(self, node: Node) -> Any:
        array = self.content(node).view(np.dtype(node["d"])).reshape(node["shape"])
        return array.transpose(np.argsort(node["axes"])) if "axes" in node else array

    def content(self, node: Node) -> Array:
        """A copy of a tensor's memory: what is restored must not share it with the checkpoint."""
        return np.array(self._content(node["t"])).reshape(-1).view(np.uint8)

    def _objects(self, node: Node) -> Any:
        array = np.empty(len(node["v"]), object)
        for i, item in enumerate(node["v"]):
            array[i] = self.value(item)
        return array.reshape(node["shape"])

    def _generator(self, node: Node) -> Any:
        state = self.value(node["v"])
        if state["bit_generator"] not in BIT_GENERATORS:
            raise Unrestorable(f"no generator is called {state['bit_generator']!r}")
        bits = getattr(np.random, state["bit_generator"])(0)
        bits.state = state
        return np.random.Generator(bits)

    def _random_state(self, node: Node) -> Any:
        found = np.random.RandomState(0)
        found.set_state(self.value(node["v"]))
        return found

    def _random(self, node: Node) -> Any:
        found = random.Random(0)
        found.setstate(self.value(node["v"]))
        return found

    def _streams(self, place: int, node: Node, fresh: Any) -> Any:
        found = self.met[place] = Streams(node["seed"])
        for name, item in node["v"]:
            found.put(name, self.value(item))
        return found

    def _enum(self, node: Node, fresh: Any) -> Any:
        return self._class(node["class"], fresh, Enum)[node["v"]]

    def _named(self, node: Node, fresh: Any) -> Any:
        if fresh is ABSENT or qualified(fresh) != node["v"]:
            raise Unrestorable(f"{node['v']} was put there on the way, and not at the beginning")
        return fresh

    def _named_tuple(self, node: Node, fresh: Any) -> Any:
        kind = self._class(node["class"], fresh, tuple)
        return tuple.__new__(kind, self._items(node, fresh))

    def _object(self, place: int, node: Node, fresh: Any) -> Any:
        kind = self._class(node["class"], fresh, object)
        same = fresh is not ABSENT and type(fresh) is kind and not _is_frozen(kind)
        found = self.met[place] = fresh if same else object.__new__(kind)
        before = (attributes_of(fresh) or {}) if fresh is not ABSENT else {}
        names = [name for name, _ in node["v"]]
        for name, item in node["v"]:
            object.__setattr__(found, name, self.value(item, before.get(name, ABSENT)))
        for name in set(before) - set(names) if same else ():
            object.__delattr__(found, name)
        return found

    def _class(self, name: str, fresh: Any, above: type) -> Any:
        """Return the class called `name`: that of `fresh`, or one that the lesson's code makes."""
        if fresh is not ABSENT and qualified(type(fresh)) == name:
            return type(fresh)
        for home in (self._home, *(m for m in sys.modules if m.startswith("tutor.ml."))):
            if name.startswith(f"{home}."):
                kind = getattr(sys.modules.get(home), name[len(home) + 1 :], None)
                if isinstance(kind, type) and issubclass(kind, above):
                    return kind
        raise Unrestorable(f"a {name} was made on the way, and not at the beginning")


def _is_frozen(kind: type) -> bool:
    return is_dataclass(kind) and bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]
