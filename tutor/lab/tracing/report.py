"""The report of a comparison: where two sides part, what it looks like, what to try next.

It is data: the command line prints its sentences, the app shows its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from tutor.lab.compare import Row as Fact
from tutor.lab.compare import different_facts, different_inputs
from tutor.lab.start import CannotRun
from tutor.lab.tracing.advice import Advice, advise
from tutor.lab.tracing.calibration import Calibration, table
from tutor.lab.tracing.differing import Allowed, Divergence, Row, Walk, walk
from tutor.lab.tracing.entries import Side, SideLost
from tutor.lab.tracing.growth import LOOKS, growth

HARMLESS = ("mlpath-tutor", "system")
"""Facts that no number depends on."""
SIDES = ("A", "B")
"""What findings call the two."""
NAMED = 6
"""Names that are listed before the rest is counted."""


class NothingShared(ValueError):
    """The two sides have no name in common; the message says which names they have."""


@dataclass(frozen=True)
class Report:
    """Two sides held against each other."""

    a: str
    b: str
    walk: Walk
    advice: Advice | None
    inputs: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    tolerances: tuple[tuple[str, ...], ...] = ()
    """Rows of the table of tolerances at the step shown."""
    stopped: str = ""
    """Why both runs ended before the steps that were asked for."""
    calibrated: str = ""
    """How the tolerances were found; empty where every bit counts."""

    @property
    def same(self) -> bool:
        """Whether nothing differs by more than it may, in steps or in length."""
        return self.walk.divergence is None and not self.walk.ended


def compare(
    a: Side,
    b: Side,
    steps: int | None = None,
    calibration: Calibration | None = None,
    told: Callable[[int], Any] | None = None,
    allowed: Allowed | None = None,
) -> Report:
    """Walk two sides and find out what the first difference is; raise `NothingShared`.

    calibration: where there is one, its steps are walked within its tolerances.
    """
    if calibration is not None:
        steps = calibration.steps if steps is None else min(steps, calibration.steps)
    _need_common_names(a, b)
    walked = walk(a, b, steps, calibration.allowed if calibration else allowed, told)
    one, other = a.receipt, b.receipt
    known = one is not None and other is not None
    inputs = tuple(different_inputs(one, other)) if one and other and known else ()
    facts = tuple(different_facts(one.facts, other.facts)) if one and other and known else ()
    facts = tuple(fact for fact in facts if fact[0] not in HARMLESS)
    advice = None
    first = walked.divergence
    if first is not None:
        advice = advise(a, b, first, facts, inputs)
        last = steps - 1 if steps is not None else first.step + LOOKS[-1]
        grown = None
        with suppress(SideLost, CannotRun):  # a later step may fail: the first difference stands
            grown = growth(a, b, first.row.name, first.step, last)
        if grown is not None:
            advice = replace(advice, findings=(*advice.findings, grown.sentence))
    at = min(walked.steps, calibration.steps - 1) if calibration else 0
    return Report(
        a.label,
        b.label,
        walked,
        advice,
        inputs,
        facts,
        tuple(map(tuple, table(calibration, at))) if calibration else (),
        a.stopped if first is None and not walked.ended else "",
        _how(calibration) if calibration else "",
    )


def sentences(report: Report) -> list[str]:
    """Return the report as lines: the place, the two values, what it looks like, what to do."""
    walked, first = report.walk, report.walk.divergence
    within = " within the calibrated tolerances" if report.calibrated else ", bit for bit"
    lines = []
    if first is None:
        n = len(walked.rows)
        lines.append(f"identical{within}: {walked.steps} steps, {n} tensors a step")
        if report.calibrated:
            lines[-1] = f"equal{within}: {walked.steps} steps, {n} tensors a step"
        if report.stopped:
            lines.append(f"there both runs {report.stopped}")
        if walked.ended:
            lines.append(f"{walked.ended} ends after {walked.steps} steps, and the other goes on")
    else:
        lines += place(report, first)
    if report.advice is not None:
        lines += [f"  {finding}" for finding in report.advice.findings]
        if (report.a, report.b) != SIDES and any(map(_names_a_side, report.advice.findings)):
            lines.append(f"  (A: {report.a}, B: {report.b})")
        lines.append(f"next: {report.advice.next}")
    lines += _unshared(report)
    return [*lines, report.calibrated] if report.calibrated else lines


def _names_a_side(finding: str) -> bool:
    return bool({"A", "A's", "B", "B's"} & set(finding.replace(":", " ").split()))


def place(report: Report, first: Divergence) -> list[str]:
    """Return where the two part: step, tensor, element, values, distance."""
    row = first.row
    element = f"[{', '.join(map(str, first.index))}]" if first.index else ""
    apart = "" if first.apart is None else f"  {ulps_of(first.apart)} apart"
    lines = [
        f"step {first.step}  {row.name}{element}  "
        f"{report.a} {first.a}  {report.b} {first.b}{apart}".rstrip(),
    ]
    what = f"{row.dtype} {'x'.join(map(str, row.shape)) or 'number'}"
    if row.n_differing is not None and row.shape:
        count = 1
        for size in row.shape:
            count *= size
        most = f", {ulps_of(row.most_ulps)}" if row.most_ulps is not None else ""
        what += f": {row.n_differing} of {count} differ, by {row.largest:.3g} at most{most}"
    if row.tolerance:
        what += f"; allowed are {row.tolerance:.3g}"
    lines.append(f"  {what}" + (f"; {row.note}" if row.note else ""))
    before = [r.name for r in report.walk.rows]
    earlier = before[: before.index(row.name)] if row.name in before else []
    if earlier:
        lines.append(f"  equal before it in this step: {_some(earlier)}")
    return lines


def ulps_of(count: int) -> str:
    """Return a number of ulps in words."""
    return f"{count} ulp{'' if count == 1 else 's'}"


def to_message(report: Report) -> dict[str, Any]:
    """Return the report as data for the wire."""
    return asdict(report)


def from_message(content: dict[str, Any]) -> Report:
    """Read what `to_message` wrote."""
    walked = dict(content["walk"])
    first = walked["divergence"]
    if first is not None:
        index = None if first["index"] is None else tuple(first["index"])
        walked["divergence"] = Divergence(**{**first, "row": _row(first["row"]), "index": index})
    walked["rows"] = tuple(map(_row, walked["rows"]))
    for name in ("only_a", "only_b"):
        walked[name] = tuple(walked[name])
    advice = content["advice"]
    return Report(
        content["a"],
        content["b"],
        Walk(**walked),
        None if advice is None else Advice(tuple(advice["findings"]), advice["next"]),
        tuple((n, one, other) for n, one, other in content["inputs"]),
        tuple((n, one, other) for n, one, other in content["facts"]),
        tuple(map(tuple, content["tolerances"])),
        content["stopped"],
        content["calibrated"],
    )


def _row(content: dict[str, Any]) -> Row:
    return Row(**{**content, "shape": tuple(content["shape"])})


def _need_common_names(a: Side, b: Side) -> None:
    one, other = ([entry.name for entry in side.entries(0) or ()] for side in (a, b))
    if one and other and not set(one) & set(other):
        raise NothingShared(
            f"{a.label} and {b.label} have no number or tensor of the same name: "
            f"{_some(one)} on the one side, {_some(other)} on the other"
        )


def _how(calibration: Calibration) -> str:
    said = ", ".join(calibration.changes) or "no change"
    left = "".join(f"; not {name}: {why}" for name, why in calibration.skipped.items())
    return (
        f"tolerances: {calibration.factor:g} times the largest difference under {said}; "
        f"times an ulp at least; measured in {calibration.steps} steps{left}"
    )


def _unshared(report: Report) -> list[str]:
    sides = ((report.a, report.walk.only_a), (report.b, report.walk.only_b))
    return [f"only in {label}: {_some(names)}" for label, names in sides if names]


def _some(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[-NAMED:] if len(names) > NAMED else names)
    return f"{len(names) - NAMED} more, {shown}" if len(names) > NAMED else shown
