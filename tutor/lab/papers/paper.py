"""What a paper is here: its claims as rows, its settings with their sources, a method to replace.

It is data, read from assets/papers/NAME.toml. What is measured is code: the module in `measures`
of the paper's name, with a function `measure(seed, method)` that returns named numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutor.study.bibliography import Reference

Word = Literal["matched", "matched in direction", "not matched", "undetermined"]
WORDS: tuple[Word, ...] = ("matched", "matched in direction", "not matched", "undetermined")
"""The verdicts, best first."""
GOOD: tuple[Word, ...] = ("matched", "matched in direction")

Of = Literal["mean", "geometric mean", "share", "one run"]
OF: tuple[Of, ...] = ("mean", "geometric mean", "share", "one run")
"""What of the runs with different seeds is held against the published number."""

Rule = Literal["within", "at least", "at most"]
RULES: tuple[Rule, ...] = ("within", "at least", "at most")

Side = Literal["above", "below"]
SIDES: tuple[Side, ...] = ("above", "below")

Origin = Literal["paper", "code", "guess"]
ORIGINS: tuple[Origin, ...] = ("paper", "code", "guess")


@dataclass(frozen=True)
class Setting:
    """How something was set, and how we know: the paper says so, its code does, or we guessed."""

    name: str
    value: str
    source: Origin
    where: str


@dataclass(frozen=True)
class Direction:
    """What remains of a claim when its number is not met: which side of `than` the truth lies."""

    side: Side
    than: float


@dataclass(frozen=True)
class Claim:
    """One row: a published number, and how ours is held against it.

    measure: the name of ours among the numbers of a measurement. tolerance: how far from the
    published number still counts as the same, for the rule "within". minutes: of CPU time, for all
    seeds. reason: why the numbers may differ; of a row that is expected to be anything but matched
    it is always there.
    """

    id: str
    published: float
    unit: str
    where: str
    how: str
    measure: str
    of: Of
    rule: Rule
    tolerance: float
    minutes: float
    direction: Direction | None
    expect: Word
    reason: str


@dataclass(frozen=True)
class Method:
    """The function that a reader's own may take the place of: its signature, and its stub."""

    name: str
    signature: str
    about: str
    stub: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A paper to replicate. sha: of its file. seeds: how many runs; one where nothing is drawn."""

    id: str
    references: tuple[Reference, ...]
    about: str
    seeds: int
    deterministic: bool
    settings: tuple[Setting, ...]
    claims: tuple[Claim, ...]
    method: Method
    module: str
    sha: str

    @property
    def title(self) -> str:
        """The title of the paper itself."""
        return self.references[0].title

    @property
    def minutes(self) -> float:
        """CPU minutes for all seeds: one measurement serves every row."""
        return max(claim.minutes for claim in self.claims)

    @property
    def seconds_a_seed(self) -> float:
        """The share of the budget that one seed has."""
        return 60.0 * self.minutes / self.seeds

    def claim(self, name: str) -> Claim | None:
        """Return the row called `name`, or None."""
        return next((claim for claim in self.claims if claim.id == name), None)
