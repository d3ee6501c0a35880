"""All that a script is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import stdlib_module_names

from tutor.engine.receipt import Receipt
from tutor.lab.exporting.keeping import Keeping
from tutor.lab.exporting.reading import Unit
from tutor.lab.exporting.testimony import Testimony

DISTRIBUTIONS = {"sklearn": "scikit-learn"}


@dataclass(frozen=True)
class Plan:
    """A run, what is kept of the code, and the form of the script.

    kind: the class of the simulation. name: of the script. translated: NumPy's functions become
    torch's; then apart has, by column, how many ulps its numbers are from the run's at most.
    """

    receipt: Receipt
    testimony: Testimony
    keeping: Keeping
    kind: Unit
    name: str
    beside: tuple[str, ...]
    """Names of the files that belong beside it."""
    translated: bool = False
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def needs(self) -> list[str]:
        """The packages that it needs, as one installs them."""
        found = self.keeping.packages() - stdlib_module_names
        found |= {"torch"} if self.translated else set()
        return sorted(DISTRIBUTIONS.get(name, name) for name in found)

    @property
    def computes_with_torch(self) -> bool:
        """Whether the run itself is torch's."""
        return "torch" in self.keeping.packages()

    @property
    def imports_torch(self) -> bool:
        """Whether the script needs torch."""
        return self.translated or self.computes_with_torch

    def uses(self, attribute: str) -> bool:
        """Say whether the simulation's code has `self.attribute`, or something like it."""
        return attribute in self.keeping.attributes()
