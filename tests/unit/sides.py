"""A side made for a test: all of its tensors at hand."""

from dataclasses import dataclass, field

from tutor.lab.tracing.entries import Entry
from tutor.lab.tracing.tensor import Tensor


@dataclass
class HeldSide:
    """{name: (stage, tensor)} for each step."""

    label: str
    steps: list[dict[str, tuple[str, Tensor]]] = field(default_factory=list)
    receipt: None = None
    stopped: str = ""

    def entries(self, step):
        if step >= len(self.steps):
            return None
        return [Entry.of(name, *held) for name, held in self.steps[step].items()]

    def tensor(self, step, name):
        held = self.steps[step].get(name)
        return None if held is None else held[1]
