"""A paper and its replication in words: rows, settings, seeds, and the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutor.lab.papers.measuring import Seed
from tutor.lab.papers.numbers import in_digits_of, interval, number
from tutor.lab.papers.paper import WORDS, Claim, Paper
from tutor.lab.papers.replication import Replication
from tutor.lab.papers.verdict import Verdict
from tutor.study.bibliography import Reference

HEAD = ("ROW", "PUBLISHED", "OURS", "95% INTERVAL", "TOLERANCE", "VERDICT")
HEAD_OF_YOURS = tuple("YOURS" if cell == "OURS" else cell for cell in HEAD)
SETTINGS_HEAD = ("SETTING", "VALUE", "SOURCE", "WHERE")
NUMBERS = (1, 2)
"""The columns of `HEAD` that end together."""
SHOWN_FACTS = (
    "mlpath-tutor",
    "python",
    "numpy",
    "scikit-learn",
    "torch",
    "machine",
    "cpu",
    "threads",
)


def citation(paper: Paper) -> list[str]:
    """Return a line for each reference."""
    return [f"{one.label}, {one.title}. {one.where}" for one in paper.references]


def published(claim: Claim) -> str:
    """Return the published number with its unit."""
    return f"{in_digits_of(claim, claim.published)} {claim.unit}".strip()


def tolerance(claim: Claim) -> str:
    """Return what else would count as the same number."""
    if claim.of == "one run":
        return "one run"
    if claim.rule != "within":
        return claim.rule
    return f"± {number(claim.tolerance)}" if claim.tolerance else "exact"


def table(found: Replication, verdicts: Sequence[Verdict]) -> list[tuple[str, ...]]:
    """Return the rows as cells, under a head."""
    exact = found.paper.deterministic
    head = HEAD if found.method is None else HEAD_OF_YOURS
    return [head, *(row(verdict, exact) for verdict in verdicts)]


def row(verdict: Verdict, exact: bool) -> tuple[str, ...]:
    """Return a row's cells, in the order of `HEAD`. exact: nothing was drawn."""
    claim = verdict.claim
    held = "range " if claim.of == "one run" and verdict.interval else ""
    return (
        claim.id,
        in_digits_of(claim, claim.published),
        "–" if verdict.ours is None else in_digits_of(claim, verdict.ours),
        "exact" if exact and verdict.interval else held + interval(verdict.interval),
        tolerance(claim),
        verdict.word,
    )


def about_row(paper: Paper, verdict: Verdict) -> list[str]:
    """Return where the number is published, how ours is measured, and what came of it and why."""
    claim = verdict.claim
    of = " (geometric mean of the seeds)" if claim.of == "geometric mean" else ""
    lines = [f"{claim.id}: {published(claim)}, {claim.where}.", f"Measured: {claim.how}{of}."]
    lines.append(verdict.sentence)
    if claim.reason:
        lines.append(claim.reason)
    if verdict.word != claim.expect:
        usual = "" if paper.deterministic else f" and {paper.seeds} seeds"
        lines.append(f"With the reference method{usual} this row is {claim.expect}.")
    return lines


def summary(paper: Paper, verdicts: Sequence[Verdict]) -> str:
    """Return how many rows came out how, and whether that is what the paper's file expects."""
    counts = {word: sum(verdict.word == word for verdict in verdicts) for word in WORDS}
    counted = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    as_expected = all(verdict.word == verdict.claim.expect for verdict in verdicts)
    rest = ", as expected: the reasons stand above" if as_expected else ""
    return f"{paper.id}: {counted}{rest}."


def settings(paper: Paper) -> list[tuple[str, ...]]:
    """Return the settings as rows, in the order of `SETTINGS_HEAD`."""
    return [(one.name, one.value, one.source, one.where) for one in paper.settings]


def seeds(found: Replication) -> str:
    """Return which seeds were measured and what they took."""
    numbers = [seed.seed for seed in found.seeds]
    if found.paper.deterministic:
        return f"nothing is drawn: one measurement, {found.seconds:.1f} CPU seconds"
    return f"seeds {_listed(numbers)}, {found.seconds:.1f} CPU seconds"


def progress(found: Replication, count: int) -> str:
    """Return a line on the seed that came last, and how many there are by now."""
    last: Seed = found.newest
    word = f"failed: {last.failed}" if last.failed else f"{last.seconds:.1f} CPU seconds"
    return f"seed {last.seed}: {word} ({len(found.seeds)} of {count})"


def machine(found: Replication) -> str:
    """Return the facts of the machine that can change a number."""
    facts = {name: found.facts[name] for name in SHOWN_FACTS if name in found.facts}
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def as_object(found: Replication, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return a replication as JSON data; an interval without an end has null there."""
    paper = found.paper
    return {
        **paper_as_object(paper),
        "method_of": "reference" if found.method is None else "yours",
        "rows": [_row_as_object(verdict) for verdict in verdicts],
        "seeds": [_seed_as_object(seed) for seed in found.seeds],
        "problems": found.problems,
    }


def paper_as_object(paper: Paper) -> dict[str, Any]:
    """Return what a paper is as JSON data."""
    return {
        "paper": paper.id,
        "title": paper.title,
        "about": paper.about,
        "references": [_reference(one) for one in paper.references],
        "seeds_usual": paper.seeds,
        "deterministic": paper.deterministic,
        "cpu_minutes": paper.minutes,
        "method": {"name": paper.method.name, "signature": paper.method.signature},
        "settings": [
            {"name": one.name, "value": one.value, "source": one.source, "where": one.where}
            for one in paper.settings
        ],
        "claims": [_claim_as_object(claim) for claim in paper.claims],
    }


def _claim_as_object(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "published": claim.published,
        "unit": claim.unit,
        "where": claim.where,
        "how": claim.how,
        "of": claim.of,
        "rule": claim.rule,
        "tolerance": claim.tolerance,
        "cpu_minutes": claim.minutes,
        "expect": claim.expect,
        "reason": claim.reason,
    }


def _row_as_object(verdict: Verdict) -> dict[str, Any]:
    held = verdict.interval
    ends = None if held is None else [x if abs(x) < float("inf") else None for x in held]
    return {
        "id": verdict.claim.id,
        "verdict": verdict.word,
        "published": verdict.claim.published,
        "ours": verdict.ours,
        "interval": ends,
        "values": {str(seed): value for seed, value in verdict.values.items()},
        "missing": verdict.missing,
        "sentence": verdict.sentence,
    }


def _seed_as_object(seed: Seed) -> dict[str, Any]:
    return {"seed": seed.seed, "failed": seed.failed or None, "seconds": round(seed.seconds, 3)}


def _reference(one: Reference) -> dict[str, Any]:
    return {"author": one.author, "year": one.year, "title": one.title, "where": one.where}


def _listed(numbers: Sequence[int]) -> str:
    if numbers and list(numbers) == list(range(numbers[0], numbers[0] + len(numbers))):
        return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))
