"""Exercise rules: the checks let the right answer through, and nothing else that is known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.judging import Unloadable, calls, first_failure, load, quiet
from tutor.lab.lint.limit import TooLong
from tutor.lab.lint.reading import located
from tutor.study.exercises import Exercise, Mistake
from tutor.study.grading.mistakes import same_outcome
from tutor.study.grading.trusted import Trusted
from tutor.study.grading.witness import Call, Function, repeated
from tutor.study.tables import LessonError


def something_tells_right_from_wrong(draft: Draft) -> Iterator[Finding]:
    """laws.py loads, the stub has its function, and there is a case or a law."""
    for exercise, trusted in draft.trusted:
        if isinstance(trusted, LessonError):
            yield located(trusted, draft.lesson.toml_path)
        elif not (exercise.cases or trusted.laws()):
            what = "nothing tells right from wrong: give a [[exercise.case]], or a law in laws.py"
            yield draft.in_toml(f"exercise '{exercise.id}'", "", what)


def solution_passes(draft: Draft) -> Iterator[Finding]:
    """The solution passes every check."""
    for exercise, trusted in _trusted(draft):
        try:
            function = load(draft.lesson.folder / "solution.py", exercise.function)
        except Unloadable as problem:
            yield draft.in_file("solution.py", str(problem))
            continue
        failed = first_failure(trusted, function)
        if failed is not None:
            said = " ".join(failed.say.split())
            what = f"the solution of {exercise.id!r} fails the check {failed.name!r}: {said}"
            yield draft.in_file("solution.py", what)


def stub_fails(draft: Draft) -> Iterator[Finding]:
    """The stub does not pass: there is something to write."""
    for exercise, trusted in _trusted(draft):
        try:
            function = load(draft.lesson.folder / "exercise.py", exercise.function)
        except Unloadable as problem:
            yield draft.in_file("exercise.py", str(problem))
            continue
        if first_failure(trusted, function) is None:
            what = (
                f"the stub of {exercise.id!r} passes: let it raise NotImplementedError, and give "
                "cases or laws that tell the difference"
            )
            yield draft.in_file("exercise.py", what)


def mistakes_fail(draft: Draft) -> Iterator[Finding]:
    """Every listed wrong program is caught by the checks."""
    for exercise, trusted in _trusted(draft):
        for position, mistake in enumerate(exercise.mistakes, 1):
            where = f"exercise '{exercise.id}' mistake {position}"
            code = " ".join(mistake.code.split())
            try:
                function = trusted.wrong(mistake)
            except (SyntaxError, ValueError) as error:
                yield draft.in_toml(where, "code", f"{code!r} is not Python: {error}")
                continue
            if first_failure(trusted, function) is None:
                what = f"the checks do not catch {code!r}: add a case or a law that does"
                yield draft.in_toml(where, "code", what)


def mistakes_differ(draft: Draft) -> Iterator[Finding]:
    """No two wrong programs do the same on the cases: their sentences could not be told apart."""
    for exercise, trusted in _trusted(draft):
        tried = [
            (position, *made)
            for position, mistake in enumerate(exercise.mistakes, 1)
            if (made := _made(trusted, mistake)) is not None
        ]
        for (first, function, _), (second, _, outcomes) in combinations(tried, 2):
            if outcomes and all(_alike(call, function) for call in outcomes):
                where = f"exercise '{exercise.id}' mistake {second}"
                what = (
                    f"on the cases it does what mistake {first} does, so a learner could get "
                    "either sentence: add a case that parts them, or take one out"
                )
                yield draft.in_toml(where, "code", what)


def _trusted(draft: Draft) -> Iterator[tuple[Exercise, Trusted]]:
    """Yield each exercise with the author's code for it; the first rule tells what has none."""
    for exercise, trusted in draft.trusted:
        if not isinstance(trusted, LessonError):
            yield exercise, trusted


def _made(trusted: Trusted, mistake: Mistake) -> tuple[Function, list[Call]] | None:
    """Return a wrong program and what it makes of the cases; None where it makes nothing."""
    try:
        function = trusted.wrong(mistake)
        return trusted.use(function), calls(trusted, function)
    except (SyntaxError, ValueError, TooLong):
        return None


def _alike(call: Call, function: Function) -> bool:
    with quiet():
        return same_outcome(call, repeated(call, function))
