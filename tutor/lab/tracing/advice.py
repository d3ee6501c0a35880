"""Advice: what a first difference looks like, and the next thing to try.

The place decides: data before arithmetic, arithmetic before the loss, the loss before the weights.
What is said of the numbers has been computed from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

import numpy as np

from tutor.lab.compare import Row as Fact
from tutor.lab.tracing.differing import Divergence, Row
from tutor.lab.tracing.entries import Side
from tutor.lab.tracing.known_faults import of_layer, of_update
from tutor.lab.tracing.relation import Relation, relation
from tutor.lab.tracing.switches import switch_for
from tutor.lab.tracing.tensor import Tensor
from tutor.lab.tracing.ulps import one_ulp

ROUNDING = 16
"""Ulps of a tensor's largest number, up to which a first difference may be rounding alone."""

CODE = ("lesson", "code")
"""Inputs that differ wherever two programs are compared."""

STAGE_ADVICE = {
    "start": "The weights differ before the first step: set the seed before the model is made, "
    "make the layers in the same order, and compare the initialisation (distribution, gain, bias).",
    "batch": "The data differ before anything is computed: compare the seed of the shuffle, the "
    "order of the rows, and how they are scaled.",
    "forward": "All that came before is equal, so this layer's own arithmetic differs: compare its "
    "epsilon, its dtype, its formula (biased or unbiased variance, GELU exact or tanh), and its "
    "dropout.",
    "loss": "The forward pass is equal and the loss is not: compare the reduction (mean or sum), "
    "what is masked, and label smoothing.",
    "record": "This number is measured from a state that is equal: compare the formula it is "
    "computed by, its reduction (mean or sum) and its dtype.",
    "gradient": "All that came before is equal and this gradient is not: compare what the loss is "
    "divided by, whether old gradients are cleared, and clipping.",
    "update": "All that came before is equal and the new state is not: compare the step size, the "
    "weight decay (in the gradient, or on the weight), and the momentum's convention.",
}


@dataclass(frozen=True)
class Advice:
    """What was found out about a difference, and what to do next."""

    findings: tuple[str, ...]
    next: str


def advise(
    a: Side,
    b: Side,
    divergence: Divergence,
    facts: Sequence[Fact] = (),
    inputs: Sequence[Fact] = (),
) -> Advice:
    """Return what a first difference looks like and the next thing to try.

    facts: in which the two environments differ. inputs: what the two were given differently.
    """
    row, step = divergence.row, divergence.step
    if row.note.startswith("only the digests"):
        return Advice((row.note,), _keep(step))
    left, right = a.tensor(step, row.name), b.tensor(step, row.name)
    found = relation(left, right) if left is not None and right is not None else None
    findings = [found.sentence] if found else []
    known = _known(a, b, divergence)
    if known:
        return Advice((*findings, known), f"Make that the same on both sides. {_again(step)}")
    given = [row for row in inputs if row[0] not in CODE]
    if given:
        return Advice(tuple(findings), _given(given))
    if _is_rounding(row, left) or (found and found.kind == "float32" and found.value <= ROUNDING):
        return Advice(tuple(findings), _rounding(facts))
    counted = _counted(a, b, step, row.stage, found)
    if counted:
        return Advice((*findings, counted), f"{_by_scale(row.stage)} {_again(step)}")
    if found and found.kind in ("dtype", "rounded"):
        return Advice(tuple(findings), "Compute both in the same dtype, then compare again.")
    return Advice(tuple(findings), STAGE_ADVICE[row.stage])


def _given(inputs: Sequence[Fact]) -> str:
    listed = ", ".join(f"{name} ({one}, {other})" for name, one, other in inputs)
    return f"The two were given different inputs: {listed}. Make them equal, then compare again."


def _known(a: Side, b: Side, divergence: Divergence) -> str:
    row, step = divergence.row, divergence.step
    if row.stage == "forward":
        return of_layer(a, b, step, row.name)
    return of_update(a, b, step, row.name) if row.stage == "update" else ""


def _is_rounding(row: Row, tensor: Tensor | None) -> bool:
    """Say whether a few roundings of the tensor's largest number explain the difference."""
    if tensor is None or not tensor.is_float or row.largest is None or row.note:
        return False
    if row.stage in ("start", "batch"):
        return False
    largest = float(np.abs(tensor.values).max(initial=0.0))
    return row.largest <= ROUNDING * one_ulp(tensor.dtype, largest)


def _rounding(facts: Sequence[Fact]) -> str:
    """The advice for a difference of a few ulps: the environment first, then the order of sums."""
    for name, one, other in facts:
        switch = switch_for(name)
        if switch:
            return f"This is rounding, and the environments differ: {name} ({one}, {other}). " + (
                switch
            )
    return (
        "This is rounding: the same mathematics, summed in another order or by another kernel. "
        "Run both with one thread; where that is so already, compare within calibrated tolerances."
    )


def _counted(a: Side, b: Side, step: int, stage: str, found: Relation | None) -> str:
    """Name a count of the step that a constant ratio equals: the rows of the batch, the classes."""
    if found is None or found.kind != "ratio" or stage not in ("loss", "record", "gradient"):
        return ""
    times, whose = (found.value, "A") if abs(found.value) > 1.0 else (1.0 / found.value, "B")
    for entry in a.entries(step) or ():
        if entry.stage not in ("batch", "forward") or not entry.shape:
            continue
        n_all = 1
        for axis, size in enumerate(entry.shape):
            n_all *= size
            if size > 1 and isclose(times, size, rel_tol=1e-4):
                where = "rows" if axis == 0 else f"size of axis {axis}"
                return f"{times:.6g} is the {where} of {entry.name}: {whose} sums over them"
        if n_all > 1 and isclose(times, n_all, rel_tol=1e-4):
            return f"{times:.6g} is the number of elements of {entry.name}: {whose} sums over them"
    return ""


def _by_scale(stage: str) -> str:
    if stage == "gradient":
        return "Divide the loss by the same count on both sides before the backward pass."
    return "One side sums and the other averages: choose the same reduction."


def _again(step: int) -> str:
    return f"Then compare again: the next difference, if there is one, is at step {step} or later."


def _keep(step: int) -> str:
    return (
        f"Record both again with keep=({step},): the tensors of step {step} are then kept in full, "
        "and the element and its values can be named."
    )
