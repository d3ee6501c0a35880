"""What the seeds say, in sentences: for a line below a picture, and for the command line."""

from __future__ import annotations

from math import inf

from tutor.draw.numbers import number, same_digits
from tutor.lab.seeds.placing import CANNOT_TELL, Placement, Spread, seeds_for_claim
from tutor.lab.seeds.power import POWER, seeds_to_see
from tutor.lab.seeds.sample import Sample

DRAWS_NOTHING = "this run draws nothing: every seed is the same run"
MANY = 10_000
"""Seeds beyond which only the order of magnitude says anything."""


def scatter(spread: Spread) -> str:
    """Say where the seeds lie, and where one more would."""
    low, high, next_low, next_high = same_digits([spread.low, spread.high, *spread.next_interval])
    return (
        f"{spread.count} seeds lie in {low} .. {high} "
        f"({spread.coverage:.0%} for one more run: {next_low} .. {next_high})"
    )


def verdict(placement: Placement) -> str:
    """Say the verdict and what it rests on."""
    return f"{placement.verdict} ({placement.why})"


def claim(placement: Placement) -> str:
    """Say how many seeds a claim about a difference of this size needs; empty where none shows."""
    spread = placement.spread
    if spread is None or spread.sd == 0 or placement.yours == spread.mean:
        return ""
    difference = abs(placement.yours - spread.mean)
    return (
        f"To see a difference of {number(difference)} between two methods you need about "
        f"{how_many(difference, spread.sd)} seeds of each (power {POWER:.0%})"
    )


def how_many(difference: float, sd: float) -> str:
    """Return the seeds that each method needs, as text."""
    count = seeds_to_see(difference, sd)
    if count == inf or count > MANY:
        return f"more than {MANY}"
    return str(int(count))


def losses(sample: Sample, step: int) -> list[str]:
    """Name every seed that is missing at `step`, and why."""
    return [
        *(
            f"seed {run.seed} stopped at step {run.stopped.step}: {run.stopped.reason}"
            for run in sample.stopped_before(step)
            if run.stopped is not None
        ),
        *(f"seed {lost.seed} is lost: {lost.reason}" for lost in sample.lost),
    ]


def in_a_line(placement: Placement, column: str, step: int) -> str:
    """Say it in one line."""
    head, spread = f"{column} at step {step}: yours {number(placement.yours)}", placement.spread
    if spread is None:
        return f"{head}; {placement.verdict}: {placement.why}."
    if spread.sd == 0:
        at = f"{spread.count} seeds are all at {number(spread.mean)}"
        return f"{head}; {at}: {placement.verdict} ({placement.why})."
    said: str = placement.verdict
    if said == CANNOT_TELL:
        said = (
            f"{said}: too few, a claim at {1 - spread.coverage:.0%} needs {seeds_for_claim()} seeds"
        )
    difference = abs(placement.yours - spread.mean)
    count = how_many(difference, spread.sd)
    return (
        f"{head}; {scatter(spread)}: {said}. "
        f"A difference of {number(difference)} takes about {count} seeds a side to see."
    )
