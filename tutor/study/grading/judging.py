"""From an order to a verdict: the checks in their order, up to the first that fails."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from time import perf_counter
from typing import Any

from tutor.study.exercises import Exercise
from tutor.study.grading.exchange import Raised
from tutor.study.grading.golden import arguments, kinds, values
from tutor.study.grading.gradient import gradient
from tutor.study.grading.handles import RemoteClass
from tutor.study.grading.laws import laws
from tutor.study.grading.mistakes import recognized
from tutor.study.grading.output import TOO_MUCH
from tutor.study.grading.reference import reference
from tutor.study.grading.runner import Ended, Runner
from tutor.study.grading.sentences import about
from tutor.study.grading.subject import Subject
from tutor.study.grading.trusted import Trusted, trust
from tutor.study.grading.witness import Function
from tutor.study.lesson import read_lesson
from tutor.study.tables import LessonError
from tutor.study.verdict import Check, Verdict, to_data

LOADS, RUNS, UNTOUCHED = "loads", "runs to its end", "Python left alone"
QUIET, MISTAKES = "prints little", "mistakes"
STAGES = (kinds, values, arguments, laws, gradient, reference)
"""What is checked once the function is there, in this order."""


def answer(order: dict[str, Any], runner: Runner) -> dict[str, Any]:
    """Return the message with the verdict, or with why the lesson cannot give one."""
    begun = perf_counter()
    warnings.simplefilter("ignore")  # of a law's overflow, say; nobody reads them here
    try:
        lesson = read_lesson(Path(order["folder"]))
        exercise = next(item for item in lesson.exercises if item.id == order["exercise"])
        trusted = trust(exercise, lesson.folder)
        checks, mistake = _judged(trusted, order, runner)
    except LessonError as error:
        return {"do": "unusable", "say": str(error)}
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return {"do": "unusable", "say": f"the checks of this exercise fail: {said} ({where})"}
    runner.drain()
    passed = all(check.passed for check in checks)
    seconds = perf_counter() - begun
    printed = runner.output.text()
    verdict = Verdict(order["exercise"], passed, tuple(checks), seconds, mistake, printed)
    return {"do": "verdict", "verdict": to_data(verdict)}


def _judged(
    trusted: Trusted, order: dict[str, Any], runner: Runner
) -> tuple[list[Check], str | None]:
    subject: list[Subject] = []
    checks: list[Check] = []
    try:
        for check in _stages(trusted, order, runner, subject):
            checks.append(check)
            if not check.passed:
                break
    except Ended as ended:
        checks.append(Check(RUNS, False, str(ended)))
    if not subject or checks[-1].name == RUNS:
        return checks, None
    mistake = None if checks[-1].passed else recognized(subject[0])
    if mistake is not None or checks[-1].passed:
        count = len(trusted.exercise.mistakes)
        said = mistake or f"none of the {count} that are listed"
        checks.append(Check(MISTAKES, mistake is None, said))
    return checks, mistake


def _stages(
    trusted: Trusted, order: dict[str, Any], runner: Runner, subject: list[Subject]
) -> Iterator[Check]:
    """Yield the checks; the subject is put into `subject` once there is a function to judge."""
    exercise = trusted.exercise
    try:
        loaded = runner.load(
            {
                "path": order["path"],
                "workspace": order["workspace"],
                "function": exercise.function,
                "parameters": len(trusted.stub),
                "seconds": exercise.seconds,
                "memory": exercise.memory << 20,
            }
        )
    except Raised as raised:
        yield Check(LOADS, False, about(raised))
        return
    yield from _untouched(loaded["changed"])
    problem = _interface(trusted, loaded)
    yield Check(LOADS, problem is None, problem or f"{exercise.function} is there")
    judged = Subject(trusted, _judged_function(runner, loaded["found"]))
    subject.append(judged)
    for stage in STAGES:
        yield from stage(judged)
    yield from _untouched(runner.changed())
    runner.drain()
    if runner.output.size > TOO_MUCH:
        size = f"{runner.output.size / 1e6:.0f} MB"
        yield Check(QUIET, False, f"Your code printed {size}. Take the `print` out of the loop.")


def _judged_function(runner: Runner, found: dict[str, Any]) -> Function:
    """Return the hold on what the learner wrote: the class itself, or calls of the function."""
    held = runner.exchange.bring(found)
    if isinstance(held, RemoteClass):
        return held
    return lambda *args, **kwargs: runner.call(found["handle"], args, kwargs)


def _untouched(changed: list[str]) -> Iterator[Check]:
    if changed:
        names = ", ".join(f"`{name}`" for name in changed[:3])
        yield Check(
            UNTOUCHED,
            False,
            f"Your code replaced {names}. It changes nothing here, where the comparing is done "
            "elsewhere, and it breaks every other program that shares the module. Take it out.",
        )


def _interface(trusted: Trusted, loaded: dict[str, Any]) -> str | None:
    """Say what is wrong with the function before it is called."""
    exercise: Exercise = trusted.exercise
    if loaded["found"] is None:
        near = get_close_matches(exercise.function, loaded["functions"], n=1, cutoff=0.6)
        renamed = f" Did you mean `{near[0]}`? Rename it." if near else ""
        sort = "class" if trusted.is_class else "function"
        return f"The file has no {sort} `{exercise.function}`.{renamed}"
    if not loaded["fits"]:
        wanted = ", ".join(trusted.stub)
        return (
            f"`{exercise.function}{loaded['written']}` does not fit: it is called with "
            f"{len(trusted.stub)} arguments, ({wanted})."
        )
    return None
