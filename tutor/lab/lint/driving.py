"""The driving rule: with the solution in the place of the method it drives, every run is the same.

Then a learner who passes sees the screen that the lesson was written about, on their own code.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from time import perf_counter

from tutor.engine.driving import DriveError, Driver, drive
from tutor.engine.parameters import Value
from tutor.engine.run import Run
from tutor.engine.simulation import Simulation
from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.predicting import unsettable
from tutor.study.exercises import Exercise
from tutor.study.tables import LessonError, suggestion

STEPS = 200
AT_A_TIME = 20
ENOUGH = 0.3
"""Seconds after which a run whose steps are dear is compared no further."""


def solution_drives_the_same_run(draft: Draft) -> Iterator[Finding]:
    """The simulation runs bit-identically on the solution's function."""
    kind = draft.kind
    if kind is None:
        return
    for exercise in draft.exercises:
        if exercise.drives is None:
            continue
        problem = _unfit(kind, exercise.drives) or _departure(draft, kind, exercise)
        if problem:
            yield draft.in_toml(f"exercise '{exercise.id}'", "drives", problem)


def uses_can_be_met(draft: Draft) -> Iterator[Finding]:
    """What a lesson uses is an exercise of another, and drives a method that is there."""
    try:
        uses = draft.lesson.uses
    except LessonError:
        return  # told by the rule about the schema
    for method, (home, name) in uses.items():
        problem = _unfit(draft.kind, method) if draft.kind is not None else None
        other = draft.others.get(home)
        if problem is None and other is None:
            problem = f"`uses`: there is no lesson {home!r}{suggestion(home, draft.others)}"
        elif problem is None and other is not None:
            known = [exercise.id for exercise in other.exercises]
            if name not in known:
                near = suggestion(name, known)
                problem = f"`uses`: {home} has no exercise {name!r}{near}"
        if problem:
            yield draft.in_toml("", "uses", problem)


def _unfit(kind: type[Simulation], method: str) -> str | None:
    """Say why a method cannot be replaced; None when it can."""
    if not inspect.isfunction(getattr(kind, method, None)):
        known = [name for name, value in vars(kind).items() if inspect.isfunction(value)]
        near = suggestion(method, known)
        return f"`drives`: {kind.__name__} has no method {method!r}{near}"
    return None


def _departure(draft: Draft, kind: type[Simulation], exercise: Exercise) -> str | None:
    """Say where the runs part; None when they are the same to the last bit."""
    path = draft.lesson.folder / "solution.py"
    try:
        text = path.read_text(encoding="utf-8")
        driver = Driver(str(exercise.drives), exercise.function, str(path), text)
        driven = drive(kind, [driver])
    except (OSError, UnicodeDecodeError, DriveError):
        return None  # told by the rules about the solution
    trials: list[tuple[str, dict[str, Value]]] = [("with the defaults", {})]
    for prediction in draft.predictions:
        if dict(prediction.set) not in [values for _, values in trials]:
            trials.append((f"of predict '{prediction.id}'", dict(prediction.set)))
    for name, values in trials:
        if unsettable(kind, values):
            continue
        ours, theirs = _some_steps(kind, values), Run(driven, 0, values)
        theirs.advance(ours.step)
        if ours.digest() == theirs.digest():
            continue
        both = range(1, min(ours.step, theirs.step) + 1)
        step = next((n - 1 for n in both if ours.digest(n) != theirs.digest(n)), len(both))
        why = f": {theirs.stopped.reason}" if theirs.stopped and not ours.stopped else ""
        return (
            f"`drives`: the run {name} differs from step {step} on when the solution's "
            f"`{exercise.function}` takes the place of `{exercise.drives}`{why}. "
            "Let both compute the same, in the same order"
        )
    return None


def _some_steps(kind: type[Simulation], values: Mapping[str, Value]) -> Run:
    """Return a run of `STEPS` steps, or of as many as there is time for."""
    run, begun = Run(kind, 0, values), perf_counter()
    while run.step < STEPS and not run.stopped and perf_counter() - begun < ENOUGH:
        run.advance(AT_A_TIME)
    return run
