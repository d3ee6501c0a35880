"""What flipping a switch did, in words and as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from tutor.draw.numbers import number
from tutor.lab.determinism.change import Change
from tutor.lab.determinism.doctor import Outcome

OTHER_NUMBERS = 1 << 20
"""Ulps from which a difference is no rounding any more."""

Seen = Literal["changes", "no difference", "does not repeat", "not shown"]


def seen(outcome: Outcome) -> Seen:
    """Say in a word or two what the switch did."""
    if outcome.reason:
        return "not shown"
    if outcome.a_again is not None:
        return "does not repeat"
    return "no difference" if outcome.change is None else "changes"


def flipped(outcome: Outcome) -> str:
    """Say what was flipped."""
    switch = outcome.switch
    return f"{switch.a.label} → {switch.b.label}"


def finding(outcome: Outcome) -> str:
    """Say what was seen, in a sentence."""
    if outcome.reason:
        return f"cannot be shown here: {outcome.reason}"
    if outcome.a_again is not None:
        mended = "so it does not repeat either" if outcome.b_again else "and repeats when flipped"
        return f"the same run made twice differs {_size(outcome.a_again)}, {mended}"
    if outcome.switch.is_kernel:
        return f"made twice, the run repeats: no difference seen in {outcome.steps} steps"
    if outcome.change is None:
        return f"no difference seen in {outcome.steps} steps"
    before, after = outcome.change.losses
    said = f"differs {_size(outcome.change)}"
    if before == after:
        return f"{said}; the last loss is the same to the last bit"
    return f"{said}; the last loss by {number(abs(after - before))}"


def as_object(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as JSON data."""
    switch = outcome.switch
    return {
        "name": switch.name,
        "from": switch.a.label,
        "to": switch.b.label,
        "seen": seen(outcome),
        "steps": outcome.steps,
        "change": _change(outcome.change),
        "repeats": None if outcome.reason else [not outcome.a_again, not outcome.b_again],
        "reason": outcome.reason or None,
        "keep": switch.keep,
    }


def _size(change: Change) -> str:
    if change.ulps >= OTHER_NUMBERS:
        return f"from step {change.step} on: other numbers, not another rounding"
    unit = "ulp" if change.ulps == 1 else "ulps"
    return f"from step {change.step} on, at first by {change.ulps} {unit} of {change.dtype}"


def _change(change: Change | None) -> dict[str, Any] | None:
    return None if change is None else asdict(change)
