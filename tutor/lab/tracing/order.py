"""An order: which run a side is, so that another process can begin it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tutor.engine.driving import Driver
from tutor.engine.edits import Edit
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source


@dataclass(frozen=True)
class Order:
    """Which run a side is: source, seed, values, edits, and what is changed about how it runs."""

    source: Source
    seed: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    threads: int = 1
    nudge: int = 0
    """1 or 2: every float that a step has changed is moved to a neighbour, one way or the other."""

    def to_message(self) -> dict[str, Any]:
        """Return the order as data for the wire."""
        return {**asdict(self), "values": dict(self.values)}

    @classmethod
    def from_message(cls, content: Mapping[str, Any]) -> Order:
        """Read what `to_message` wrote."""
        given = dict(content)
        source = dict(given.pop("source"))
        drivers = tuple(Driver(**driver) for driver in source.pop("drivers"))
        edits = tuple(Edit(**edit) for edit in given.pop("edits"))
        return cls(Source(**source, drivers=drivers), edits=edits, **given)
