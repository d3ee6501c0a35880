"""The account of a run with many seeds, and of where the learner's number lies among them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from math import isfinite
from typing import Any

from tutor.cli.placing import Yours
from tutor.draw.figure import figure
from tutor.draw.numbers import number
from tutor.engine.panels import Curve, Series
from tutor.engine.receipt import stop_to_json
from tutor.lab.seeds import words
from tutor.lab.seeds.placing import ALPHA, Placement, Spread, seeds_for_claim
from tutor.lab.seeds.power import seeds_to_see
from tutor.lab.seeds.sample import Recipe, Sample
from tutor.study.catalog import Lesson

NARROWEST, WIDEST, HEIGHT = 40, 100, 16
LABEL = 10
NEGLIGIBLE = 1e-12
"""A p-value below this is rounding."""


def account(
    lesson: Lesson, recipe: Recipe, sample: Sample, yours: Yours, width: int, color: bool
) -> str:
    """Return all of it as text with a figure, at most `width` columns wide."""
    width = min(max(width, NARROWEST), WIDEST)
    changed = ", ".join(f"{name} = {value}" for name, value in recipe.values.items())
    edits = "; ".join(f"{edit.step}: {edit}" for edit in recipe.edits)
    tried = len(sample.seeds)
    head = [
        ("runs", f"{tried} {'seed' if tried == 1 else 'seeds'}, {recipe.steps} steps each"),
        ("values", changed or "the lesson's own"),
        ("edits", edits),
    ]
    picture = _picture(sample, yours, width, color)
    blocks = [_items(head, width), picture, _items(_findings(sample, yours), width)]
    return "\n\n".join([f"{lesson.title} ({lesson.id})", *filter(None, blocks)])


def _picture(sample: Sample, yours: Yours, width: int, color: bool) -> str:
    band = sample.band(yours.column)
    if band is None or len(band.x) < 2:
        return ""
    series: dict[str, Any] = {}
    if yours.series is not None:
        series["yours"] = yours.series
    if sample.draws_nothing:
        series["every seed"] = Series(band.x, band.high)
    else:
        series["highest seed"] = Series(band.x, band.high)
        series["lowest seed"] = Series(band.x, band.low)
    title = f"{yours.column}, {len(sample.runs)} seeds"
    return figure(Curve(title, series), width, HEIGHT, color).rstrip()


def _findings(sample: Sample, yours: Yours) -> list[tuple[str, str]]:
    spread, placement = yours.spread, yours.placement
    items = [("at", f"{yours.column}, step {yours.step}")]
    if spread is None:
        items.append(("seeds", "fewer than two seeds got this far: they show no spread"))
    elif spread.sd == 0:
        why = f"; {words.DRAWS_NOTHING}" if sample.draws_nothing else ""
        items.append(("seeds", f"{spread.count} seeds are all at {number(spread.mean)}{why}"))
    else:
        items += _spread_items(spread)
    if placement is not None:
        items += _placement_items(placement)
    elif spread is not None and spread.sd > 0:
        count = words.how_many(spread.sd, spread.sd)
        items.append(
            ("claim", f"a difference as large as the sd takes about {count} seeds of each method")
        )
    items += [("missing", loss) for loss in words.losses(sample, yours.step)]
    return items


def _spread_items(spread: Spread) -> list[tuple[str, str]]:
    low, high = map(number, spread.mean_interval)
    return [
        ("seeds", words.scatter(spread)),
        (
            "mean",
            f"{number(spread.mean)}, sd {number(spread.sd)}; "
            f"{spread.coverage:.0%} for the mean: {low} .. {high}",
        ),
    ]


def _placement_items(placement: Placement) -> list[tuple[str, str]]:
    items = [("yours", number(placement.yours)), ("verdict", words.verdict(placement))]
    spread = placement.spread
    if spread is not None and spread.sd > 0 and placement.t_p is not None:
        least = f"1/{spread.count + 1}"
        items.append(
            (
                "p",
                f"{number(placement.rank_p)} by rank, exact (the smallest possible is {least}); "
                f"{_p(placement.t_p)} if the seeds follow a bell curve",
            )
        )
    needed = words.claim(placement)
    claims = f"a claim at {ALPHA:.0%} needs at least {seeds_for_claim()} seeds"
    if spread is not None and spread.sd > 0:
        items.append(("claim", f"{claims}.{f' {needed}.' if needed else ''}"))
    return items


def _p(value: float) -> str:
    return number(value) if value > NEGLIGIBLE else f"below {NEGLIGIBLE:g}"


def _items(items: list[tuple[str, str]], width: int) -> str:
    return "\n".join(
        textwrap.fill(
            text,
            width,
            initial_indent=f"{name:<{LABEL}}",
            subsequent_indent=" " * LABEL,
            break_on_hyphens=False,
        )
        for name, text in items
        if text
    )


def as_object(lesson: Lesson, recipe: Recipe, sample: Sample, yours: Yours) -> dict[str, Any]:
    """Return all of it as JSON data; a number that is not there is null."""
    return {
        "lesson": lesson.id,
        "params": dict(recipe.values),
        "edits": [{"step": e.step, "name": e.name, "value": e.value} for e in recipe.edits],
        "steps": recipe.steps,
        "column": yours.column,
        "step": yours.step,
        "draws_nothing": sample.draws_nothing,
        "seeds": [
            {
                "seed": run.seed,
                "value": _at(run.columns, yours),
                "stopped": stop_to_json(run.stopped),
                "series": run.columns[yours.column].tolist(),
            }
            for run in sample.runs
        ],
        "lost": [{"seed": lost.seed, "reason": lost.reason} for lost in sample.lost],
        "spread": _spread_object(yours.spread),
        "yours": None if yours.placement is None else _placement_object(yours.placement),
    }


def _at(columns: Mapping[str, Any], yours: Yours) -> float | None:
    column = columns[yours.column]
    return float(column[yours.step]) if yours.step < len(column) else None


def _spread_object(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "count": spread.count,
        "low": spread.low,
        "high": spread.high,
        "mean": spread.mean,
        "sd": spread.sd,
        "coverage": spread.coverage,
        "mean_interval": list(spread.mean_interval),
        "next_interval": list(spread.next_interval),
    }


def _placement_object(placement: Placement) -> dict[str, Any]:
    spread = placement.spread
    gap = 0.0 if spread is None else placement.yours - spread.mean
    needed = seeds_to_see(gap, spread.sd) if spread is not None and spread.sd > 0 else None
    return {
        "value": placement.yours,
        "rank_p": placement.rank_p,
        "t_p": placement.t_p,
        "verdict": placement.verdict,
        "why": placement.why,
        "seeds_for_claim": seeds_for_claim(),
        "seeds_to_see": needed if needed is not None and isfinite(needed) else None,
    }
