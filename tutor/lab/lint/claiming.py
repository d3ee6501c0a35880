"""Claim rules: the numbers in the text are the simulation's, and the text has an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from tutor.engine.parameters import Value
from tutor.engine.simulation import Simulation
from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.predicting import unsettable
from tutor.study.claims import Claim
from tutor.study.prose import Prose

MOST_WORDS = 900
ROUNDING = 1e-9


class NoNumber(Exception):
    """The run does not give what the claim is about; the message says why."""


def text_is_short_enough(draft: Draft) -> Iterator[Finding]:
    """The text between the anchors has at most 900 words."""
    blocks = [block for scene in draft.scenes for block in scene.blocks if isinstance(block, Prose)]
    words = sum(len(block.markdown.split()) for block in blocks)
    if words > MOST_WORDS:
        what = f"the text has {words} words; {MOST_WORDS} are the most. Cut, or make two lessons"
        yield draft.in_file("lesson.md", what)


def numbers_are_the_simulations(draft: Draft) -> Iterator[Finding]:
    """Each claim quotes the text, and its number is what the run gives."""
    for position, claim in enumerate(draft.claims, 1):
        where = f"claim {position}"
        line = _line_of(claim.text, draft.prose)
        if line is None:
            what = f"lesson.md does not say {claim.text!r}: quote it as it stands there"
            yield draft.in_toml(where, "text", what)
        elif draft.kind is not None and not unsettable(draft.kind, _all_set(claim)):
            try:
                number = _number(draft, draft.kind, claim)
            except NoNumber as problem:
                yield draft.in_toml(where, "", str(problem))
                continue
            if not abs(number - claim.value) <= claim.tol + ROUNDING * abs(claim.value):
                what = (
                    f"the text says {claim.text!r}, the simulation {number:.6g} "
                    f"(to within {claim.tol:.2g}): change the text, or [[claim]] {position}"
                )
                yield draft.in_file("lesson.md", what, line)


def _line_of(quotation: str, text: str) -> int | None:
    """Return the line where the text says it, wherever its lines are broken."""
    pattern = r"\s+".join(map(re.escape, quotation.split()))
    found = re.search(pattern, text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def _all_set(claim: Claim) -> Mapping[str, Value]:
    return {**claim.set, **(claim.over or {})}


def _number(draft: Draft, kind: type[Simulation], claim: Claim) -> float:
    number = _measured(draft, kind, claim, claim.set, claim.steps)
    if claim.over is None:
        return number
    return number / _measured(draft, kind, claim, _all_set(claim), claim.over_steps)


def _measured(
    draft: Draft, kind: type[Simulation], claim: Claim, values: Mapping[str, Value], steps: int
) -> float:
    # the record of a step is the state that it begins with
    run = draft.after(kind, values, steps + 1)
    if run.stopped is not None:
        raise NoNumber(f"the run stops at step {run.stopped.step}: {run.stopped.reason}")
    if claim.column and claim.column not in run.records:
        known = ", ".join([*run.columns, *run.array_names])
        raise NoNumber(f"there is no column {claim.column!r}: the record has {known}")
    if claim.probe and not callable(getattr(run.simulation, claim.probe, None)):
        raise NoNumber(f"{kind.__name__} has no method {claim.probe!r}")
    if claim.column:
        value = run.records.last(claim.column)
    else:
        value = getattr(run.simulation, claim.probe)(run.trace)
    try:
        return float(value if claim.index is None else np.asarray(value)[claim.index])
    except (TypeError, ValueError, IndexError):
        asked = claim.column or claim.probe
        raise NoNumber(f"`{asked}` is {value!r}: give the `index` of one number in it") from None
