"""A replication: a paper measured with several seeds, a few at once, and its rows judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from tutor.engine.facts import Facts
from tutor.lab.papers.measuring import Seed, measure
from tutor.lab.papers.method import Replacement
from tutor.lab.papers.paper import GOOD, Claim, Paper
from tutor.lab.papers.verdict import Verdict, judge
from tutor.study.tables import suggestion

AT_ONCE = 2
"""Seeds that are measured at the same time, each with one thread."""


@dataclass(frozen=True)
class Replication:
    """What the seeds gave so far, in their order.

    method: the reader's own; None: the reference. last: the seed that came last.
    """

    paper: Paper
    seeds: tuple[Seed, ...]
    method: Replacement | None = None
    last: int | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on each row, by the seeds that are there."""
        return tuple(self.verdict(claim) for claim in self.paper.claims)

    def verdict(self, claim: Claim) -> Verdict:
        """Return the verdict on one row."""
        measured = {
            s.seed: s.numbers[claim.measure] for s in self.seeds if claim.measure in s.numbers
        }
        failed = len(self.seeds) - len(measured)
        return judge(claim, measured, failed, exact=self.paper.deterministic)

    @property
    def problems(self) -> list[str]:
        """Sentences on seeds that failed, and on rows whose number no measurement has."""
        said = [f"seed {s.seed} failed: {s.failed}" for s in self.seeds if s.failed]
        reasons = {s.failed for s in self.seeds}
        if len(self.seeds) > 1 and len(reasons) == 1 and "" not in reasons:
            said = [f"every seed failed: {reasons.pop()}"]
        known = next((set(s.numbers) for s in self.seeds if s.numbers), set())
        return said + [
            f"row {claim.id}: nothing called {claim.measure!r} is measured"
            f"{suggestion(claim.measure, known)}"
            for claim in self.paper.claims
            if known and claim.measure not in known
        ]

    @property
    def newest(self) -> Seed:
        """The seed that came last."""
        return next((s for s in self.seeds if s.seed == self.last), self.seeds[-1])

    @property
    def facts(self) -> Facts:
        """What the processes said of this machine."""
        return next((s.facts for s in self.seeds if s.facts), {})

    @property
    def code(self) -> str:
        """The version of the code that measured; several where it was changed meanwhile."""
        return " ".join(sorted({s.code for s in self.seeds if s.code}))

    @property
    def seconds(self) -> float:
        """CPU seconds of all seeds."""
        return sum(s.seconds for s in self.seeds)


def all_good(verdicts: Sequence[Verdict]) -> bool:
    """Say whether every row is matched, or matched in direction."""
    return all(verdict.word in GOOD for verdict in verdicts)


async def replicate(
    paper: Paper,
    seeds: Sequence[int],
    method: Replacement | None = None,
    *,
    at_once: int = AT_ONCE,
    output: IO[Any] | None = None,
    told: Callable[[Replication], None] = lambda _: None,
) -> Replication:
    """Measure with each seed; `told` hears after each what there is so far.

    Cancelling it, Ctrl+C included, ends every process. A seed that fails is kept with its reason.
    Raises `MethodError` where the reader's method cannot be used with any seed.
    """
    done: dict[int, Seed] = {}
    turns = asyncio.Semaphore(at_once)

    def so_far() -> Replication:
        last = next(reversed(done), None)
        return Replication(paper, tuple(done[s] for s in seeds if s in done), method, last)

    async def one(seed: int) -> None:
        async with turns:
            done[seed] = await measure(paper, seed, method, output)
        told(so_far())

    tasks = [asyncio.create_task(one(seed)) for seed in seeds]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return so_far()
