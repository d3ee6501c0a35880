"""The verdict on a row: four words, each with the interval that it follows from.

The published number with its tolerance is a set of numbers: p - τ to p + τ, or all from p up, or
all up to p. Ours is an interval, by `intervals`. Then

    ours lies inside the set                  matched
    ours and the set have nothing in common   not matched
    part of ours lies inside, part outside    undetermined: more seeds make ours narrower

Overlap alone is not enough for a match: few seeds make a wide interval, which overlaps everything.
In the last two cases a claim with a direction ("sharper than", "worse than") is looked at again:
where all of ours lies on the side that was claimed, it is matched in direction.

A published number that came from one run is one draw, not a mean. If ours are draws from the same
distribution, it lies between the smallest and the largest of K of them with probability
(K - 1)/(K + 1), whatever the distribution is. Outside of too few to expect that: undetermined.

Source: Schuirmann, A comparison of the two one-sided tests procedure and the power approach for
assessing the equivalence of average bioavailability (1987), for the first rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log
from statistics import fmean

from tutor.lab.papers.intervals import Interval, mean_interval, share_interval
from tutor.lab.papers.numbers import in_digits_of, number
from tutor.lab.papers.paper import Claim, Word

RUNS_NEEDED = 19
"""From (K - 1)/(K + 1) >= 0.9: so many runs before one outside their range says anything."""
ROUND_OFF = 1e-9
"""Relative; two ways to compute one number may differ by it."""


@dataclass(frozen=True)
class Verdict:
    """What came of a row. ours: mean, share, or None where nothing was measured.

    values: of the seeds that gave a number. missing: seeds that gave none.
    """

    claim: Claim
    word: Word
    ours: float | None
    interval: Interval | None
    values: Mapping[int, float]
    missing: int
    sentence: str


def judge(
    claim: Claim, measured: Mapping[int, float], missing: int = 0, exact: bool = False
) -> Verdict:
    """Hold what the seeds gave against the row.

    measured: a number for each seed; one that is not finite counts as missing. missing: seeds that
    failed otherwise. exact: nothing is drawn, so that one number is the whole truth.
    """
    values = {seed: value for seed, value in measured.items() if isfinite(value)}
    missing += len(measured) - len(values)
    numbers = list(values.values())
    if not numbers:
        return Verdict(claim, "undetermined", None, None, {}, missing, "No seed gave a number.")
    if claim.of == "one run":
        word, ours, interval, sentence = _against_range(claim, numbers)
    else:
        ours, interval = (
            (numbers[0], Interval(numbers[0], numbers[0])) if exact else _held(claim, numbers)
        )
        word, sentence = _against_set(claim, interval, len(numbers), exact)
    if missing:
        sentence += f" {missing} of {missing + len(numbers)} seeds gave no number."
    return Verdict(claim, word, ours, interval, values, missing, sentence)


def accepted(claim: Claim) -> Interval:
    """Return the numbers that count as the published one."""
    if claim.rule == "at least":
        return Interval(claim.published, inf)
    if claim.rule == "at most":
        return Interval(-inf, claim.published)
    return Interval(claim.published - claim.tolerance, claim.published + claim.tolerance)


def _held(claim: Claim, numbers: Sequence[float]) -> tuple[float, Interval]:
    """Return what is held against the published number, and its interval."""
    if claim.of == "share":
        successes = sum(value >= 0.5 for value in numbers)
        return successes / len(numbers), share_interval(successes, len(numbers))
    if claim.of == "geometric mean" and min(numbers) > 0:
        low, high = mean_interval([log(value) for value in numbers])
        mean = exp(fmean(map(log, numbers)))
        return mean, Interval(exp(low), exp(high) if high < inf else inf)
    return fmean(numbers), mean_interval(numbers)


def _against_set(claim: Claim, ours: Interval, count: int, exact: bool) -> tuple[Word, str]:
    wanted = accepted(claim)
    slack = ROUND_OFF * abs(claim.published)
    low, high = wanted.low - slack, wanted.high + slack
    inside, apart = low <= ours.low and ours.high <= high, ours.high < low or ours.low > high
    if exact:
        problem = f"{in_digits_of(claim, ours.low)} is {'' if inside else 'not '}{_set(claim)}."
    elif count == 1 and not inside:
        problem = "One seed says nothing of how far others would be off."
    elif inside or apart:
        problem = f"{'All' if inside else 'Nothing'} of the interval is {_set(claim)}."
    else:
        problem = f"Part of the interval is {_set(claim)}, part is not: more seeds would tell."
    if inside:
        return "matched", problem
    side = _direction_holds(claim, ours)
    if side:
        return "matched in direction", f"{problem} But all of it is {side}."
    return "not matched" if apart else "undetermined", problem


def _direction_holds(claim: Claim, ours: Interval) -> str:
    """Return which side of which number all of ours lies on, if it is the claimed one."""
    if claim.direction is None:
        return ""
    than = claim.direction.than
    holds = ours.low > than if claim.direction.side == "above" else ours.high < than
    return f"{claim.direction.side} {number(than)}, as claimed" if holds else ""


def _against_range(claim: Claim, numbers: Sequence[float]) -> tuple[Word, float, Interval, str]:
    count, ours = len(numbers), Interval(min(numbers), max(numbers))
    inside = ours.low <= claim.published <= ours.high
    expected = (count - 1) / (count + 1)
    word: Word = "not matched"
    sentence = (
        f"The published run lies {'inside' if inside else 'outside'} the range of {count} of ours, "
        f"where one more would lie with probability {expected:.2f}."
    )
    if inside:
        word = "matched"
    elif side := _direction_holds(claim, ours):
        word, sentence = "matched in direction", f"{sentence} But all of ours are {side}."
    elif count < RUNS_NEEDED:
        word = "undetermined"
        sentence += f" From {RUNS_NEEDED} runs on, being outside says something."
    return word, fmean(numbers), ours, sentence


def _set(claim: Claim) -> str:
    if claim.rule != "within":
        return f"{claim.rule} {number(claim.published)}"
    if claim.tolerance == 0:
        return f"exactly {number(claim.published)}"
    return f"within {in_digits_of(claim, claim.published)} ± {number(claim.tolerance)}"
