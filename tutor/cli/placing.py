"""What `mlpath-tutor seeds` is to run, and the learner's number to be placed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tutor.cli.assignments import read_settings
from tutor.cli.computing import computing
from tutor.cli.ledgers import ledger_at
from tutor.cli.streams import Unusable, note
from tutor.engine.ledger import Ledger
from tutor.lab.seeds.placing import Placement, Spread, place, spread_of
from tutor.lab.seeds.sample import Recipe, Sample
from tutor.lab.start import begin, simulation_of
from tutor.study.catalog import Lesson
from tutor.study.driving import source_of

USUAL_STEPS = 100


class Given(NamedTuple):
    """A number as it was typed, and half a unit in its last decimal; a whole number is exact."""

    value: float
    resolution: float


@dataclass(frozen=True)
class Yours:
    """What was looked at, and where the learner's number lies."""

    column: str
    step: int
    spread: Spread | None
    placement: Placement | None
    """None when no number was given."""
    series: np.ndarray[Any, np.dtype[np.float64]] | None
    """The learner's whole column, out of a ledger."""


def number_of(text: str) -> Given:
    """Read a number and how finely it was written."""
    try:
        value = float(text)
    except ValueError:
        raise Unusable(f"--yours {text}: expected a number, as in --yours 0.123") from None
    if not isfinite(value):
        raise Unusable(f"--yours {text}: expected a finite number; a run that diverged is no noise")
    mantissa, _, exponent = text.strip().lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return Given(value, 0.5 * 10.0 ** (int(exponent or 0) - decimals) if decimals else 0.0)


def ledger_of(path: Path, lesson: Lesson) -> Ledger:
    """Read the learner's ledger."""
    ledger = ledger_at(path)
    if not ledger.rows:
        raise Unusable(f"{path} is a receipt alone: give a ledger, from run --ledger FILE")
    if ledger.receipt.lesson != lesson.id:
        raise Unusable(
            f"{path} is a run of {ledger.receipt.lesson}, not of {lesson.id}: name that lesson, or "
            "give your number with --yours"
        )
    if ledger.receipt.drivers:
        driven = ", ".join(one.function for one in ledger.receipt.drivers)
        note(f"{path} ran on your {driven}; the seeds run the lesson's own code")
    return ledger


def recipe_of(
    lesson: Lesson,
    settings: tuple[str, ...],
    steps: int | None,
    theirs: Ledger | None,
    column: str | None,
) -> tuple[Recipe, str]:
    """Return what every seed runs, and the column to look at.

    The values and edits are the ledger's, changed by what was set.
    """
    source = source_of(lesson)
    receipt = None if theirs is None else theirs.receipt
    with computing():
        kind = simulation_of(source)
        own = {} if receipt is None else dict(receipt.params)
        values = {**own, **read_settings(kind.parameters(), settings)}
        edits = () if receipt is None else receipt.edits
        first = begin(kind, 0, values, edits)  # what is no run is refused once, not once a seed
        first.advance(1)
    if first.stopped is not None and not first.columns:
        raise Unusable(f"{lesson.id} cannot make a step: {first.stopped.reason}")
    name = _column(first.columns, column)
    if theirs is not None and name not in theirs.columns:
        raise Unusable(f"the ledger has no {name}; it has {', '.join(theirs.columns)}")
    length = USUAL_STEPS if theirs is None else len(theirs.rows)
    return Recipe(source, values, edits, steps or length), name


def placed(
    sample: Sample, recipe: Recipe, name: str, given: Given | None, theirs: Ledger | None
) -> Yours:
    """Look at the column `name` at the last step, and place the learner's number in it."""
    step = recipe.steps - 1
    values = list(sample.values_at(name, step).values())
    series = None if theirs is None else _series(theirs, name, recipe.steps)
    if series is not None:
        given = Given(float(series[step]), 0.0)
        if not isfinite(given.value):
            raise Unusable(f"the ledger's {name} is {given.value} at step {step}: it diverged")
    placement = None
    if given is not None:
        placement = place(values, given.value, sample.draws_nothing, given.resolution)
    return Yours(name, step, spread_of(values), placement, series)


def _column(names: list[str], wanted: str | None) -> str:
    if not names:
        raise Unusable("this lesson records no number: there is nothing to compare")
    if wanted is None:
        return names[0]
    if wanted not in names:
        near = get_close_matches(wanted, names, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        known = ", ".join(names)
        raise Unusable(f"--column {wanted}: there is no such number.{guess} Numbers: {known}")
    return wanted


def _series(ledger: Ledger, name: str, steps: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    at = ledger.columns.index(name)
    return np.array([row[at] for row in ledger.rows[:steps]], np.float64)
