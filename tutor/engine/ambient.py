"""The process-wide generators of `random`, NumPy and torch, made private to a run.

`torch.nn.Dropout` draws from torch's default generator and takes no other. So while a run steps,
the ambient generators hold the run's own state; before and after, the process's.
"""

from __future__ import annotations

import random
import sys
from types import TracebackType
from typing import Any

import numpy as np

from tutor.engine.streams import sequence

State = dict[str, Any]

_BYTES = {"random": 25_000, "numpy": 3_000, "torch": 5_500}  # a Python int takes 32 bytes


class Ambient:
    """A context in which the process-wide generators belong to one run."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.state: State = {}
        """What the run's generators hold while the run does not step. Never changed in place."""
        self._outside: State = {}
        self._depth = 0

    def __enter__(self) -> None:
        """Take the generators; whoever holds them already goes on holding them."""
        if self._depth == 0:
            self._outside = _read()
            _write({**self._fresh(), **self.state})
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if self._depth == 0:
            self.state = _keep(self.state, _read())
            _write(self._outside)

    def newcomers(self) -> bool:
        """Say whether a library was loaded while the run held the generators."""
        return bool(set(self.state) - set(self._outside))

    def forget(self) -> None:
        """Begin again with the first states."""
        self.state = {}

    def now(self) -> State:
        """Return the generators' state in the middle of the context, sharing what has not moved."""
        self.state = _keep(self.state, _read())
        return self.state

    def rewind(self, state: State) -> None:
        """Set the generators back, in the middle of the context."""
        self.state = state
        _write({**self._fresh(), **state})

    def _fresh(self) -> State:
        """First states, for the libraries the run has not stepped with yet."""
        missing = [name for name in _loaded() if name not in self.state]
        if not missing:
            return {}
        words = sequence(self.seed, "ambient").generate_state(4)
        fresh: State = {}
        if "random" in missing:
            fresh["random"] = random.Random(int(words[0])).getstate()
        if "numpy" in missing:
            fresh["numpy"] = np.random.RandomState(int(words[1])).get_state()
        if "torch" in missing:
            torch = sys.modules["torch"]
            fresh["torch"] = torch.Generator().manual_seed(int(words[2])).get_state()
        return fresh


def size(state: State, shared: State) -> int:
    """Return about how many bytes `state` takes beyond the objects that `shared` holds too."""
    return sum(_BYTES[name] for name, words in state.items() if words is not shared.get(name))


def _loaded() -> list[str]:
    return ["random", "numpy", *(["torch"] if "torch" in sys.modules else [])]


def _read() -> State:
    state: State = {"random": random.getstate(), "numpy": np.random.get_state()}
    if "torch" in sys.modules:
        state["torch"] = sys.modules["torch"].get_rng_state()
    return state


def _write(state: State) -> None:
    if "random" in state:
        random.setstate(state["random"])
    if "numpy" in state:
        np.random.set_state(state["numpy"])
    if "torch" in state:
        sys.modules["torch"].set_rng_state(state["torch"])


def _keep(old: State, new: State) -> State:
    """Return `new`, with the old objects where nothing moved: a thousand keyframes share one."""
    return {
        name: old[name] if _same(old.get(name), state) else state for name, state in new.items()
    }


def _same(a: Any, b: Any) -> bool:
    if a is None:
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(
            np.array_equal(x, y) if isinstance(x, np.ndarray) else x == y
            for x, y in zip(a, b, strict=True)
        )
    return bool((a == b).all())
