"""Simulation: parameters, a step, and a view. Everything else in the engine is built on these
three.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.engine.panels import Panel
from tutor.engine.parameters import Parameter, Value
from tutor.engine.record import Record
from tutor.engine.streams import Streams
from tutor.engine.trace import Trace

if TYPE_CHECKING:
    import torch


class CannotStep(RuntimeError):
    """A step that cannot be made; the message is a sentence for the learner: why, and what to do.

    The run stops before that step, as it was. Any other error is reported with its type.
    """


class Simulation(ABC):
    """Something that moves in steps, whose every input is a declared parameter or the seed.

    A subclass declares parameters in its body and writes `reset`, `step` and `view`. All of its
    state lives in attributes of `self`: numbers, text, arrays, tensors, modules, optimizers,
    generators, and lists and dicts of them. Then the run can be rewound, branched and repeated bit
    for bit without another line. Randomness comes from `self.rng(name)` and `self.torch_rng(name)`.
    """

    def __init__(self, seed: int = 0, **values: Value) -> None:
        self.seed = seed
        parameters = type(self).parameters()
        for name, parameter in parameters.items():
            self.__dict__[name] = parameter.check(values.pop(name, parameter.default))
        if values:
            unknown, known = ", ".join(values), ", ".join(parameters) or "none"
            raise ValueError(f"no parameter {unknown}: {type(self).__name__} has {known}")
        self.reset()

    @classmethod
    def parameters(cls) -> dict[str, Parameter[Any]]:
        """Return the declared parameters by name, in the order of their declaration."""
        found: dict[str, Parameter[Any]] = {}
        for owner in reversed(cls.__mro__):
            for name, attribute in vars(owner).items():
                if isinstance(attribute, Parameter):
                    found[name] = attribute
        return found

    @property
    def values(self) -> dict[str, Value]:
        """The parameters' present values by name."""
        return {name: self.__dict__[name] for name in type(self).parameters()}

    def rng(self, stream: str) -> np.random.Generator:
        """Return the NumPy generator of a named stream: "init", "data", "shuffle", "sample", ….

        Streams do not disturb one another: drawing more batches leaves the initial weights as they
        were.
        """
        return self._seeded().numpy(stream)

    def torch_rng(self, stream: str) -> torch.Generator:
        """Return the torch generator of a named stream."""
        return self._seeded().torch(stream)

    def _seeded(self) -> Streams:
        """The streams of this run; a simulation that draws nothing has none to keep."""
        if "_streams" not in self.__dict__:
            self._streams = Streams(self.seed)
        return self._streams

    @abstractmethod
    def reset(self) -> None:
        """Set the state before the first step."""

    @abstractmethod
    def step(self) -> Record:
        """Measure the present state into a record, then move once."""

    @abstractmethod
    def view(self, trace: Trace) -> Iterable[Panel]:
        """Turn the records so far (at least one, all finite) into panels. Change nothing."""

    def explain(self, trace: Trace) -> str | None:
        """Say in a sentence why the last record is not finite, when this simulation can know."""
        return None
