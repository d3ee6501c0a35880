"""Prediction rules: what the author says a run does is what the run does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.engine.parameters import Value
from tutor.engine.simulation import Simulation
from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.study.predictions import Prediction
from tutor.study.tables import suggestion


def parameters_can_be_set(draft: Draft) -> Iterator[Finding]:
    """Each parameter in a `set` exists, and takes the value."""
    if draft.kind is None:
        return
    for prediction in draft.predictions:
        problem = unsettable(draft.kind, prediction.set)
        if problem:
            yield draft.in_toml(f"predict '{prediction.id}'", "set", f"`set`: {problem}")
    for number, claim in enumerate(draft.claims, 1):
        problem = unsettable(draft.kind, {**claim.set, **(claim.over or {})})
        if problem:
            yield draft.in_toml(f"claim {number}", "set", f"`set` or `over`: {problem}")


def unsettable(kind: type[Simulation], values: Mapping[str, Value]) -> str | None:
    """Say which of the values cannot be given to the simulation; None when all can."""
    declared = kind.parameters()
    for name, value in values.items():
        if name not in declared:
            near = suggestion(name, declared)
            known = near or f": {kind.__name__} has {', '.join(declared) or 'none'}"
            return f"there is no parameter {name!r}{known}"
        try:
            declared[name].check(value)
        except ValueError as error:
            return str(error)
    return None


def answers_are_what_happens(draft: Draft) -> Iterator[Finding]:
    """The simulation's probe says of each prediction's run what `answer` says."""
    for prediction in draft.predictions:
        if draft.kind is None or unsettable(draft.kind, prediction.set):
            continue
        where = f"predict '{prediction.id}'"
        if not callable(getattr(draft.kind, prediction.probe, None)):
            known = [name for name in vars(draft.kind) if not name.startswith("_")]
            near = suggestion(prediction.probe, known)
            what = f"{draft.lesson.sim} has no method {prediction.probe!r}{near}"
            yield draft.in_toml(where, "probe", what)
            continue
        outcome = _outcome(draft, draft.kind, prediction)
        if outcome != prediction.answer:
            what = (
                f"the answer says {prediction.answer!r}; the simulation says {outcome!r}: change "
                "`answer`, or the run in `set` and `steps`"
            )
            yield draft.in_toml(where, "answer", what)


def _outcome(draft: Draft, kind: type[Simulation], prediction: Prediction) -> object:
    run = draft.after(kind, prediction.set, prediction.steps)
    return getattr(run.simulation, prediction.probe)(run.trace)
