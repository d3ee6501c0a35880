"""Every grader is itself put to the test: with the solution, the stub, each listed mistake, and
the mutants that any grader must catch.
"""

import ast
from types import ModuleType

import pytest
from grading import grading
from mutants import BODIES, mutant

from tutor.study import catalog
from tutor.study.grading.mistakes import same_outcome
from tutor.study.grading.subject import Subject
from tutor.study.grading.trusted import trust
from tutor.study.grading.witness import repeated

EXERCISES = [(lesson, item) for lesson in catalog.lessons() for item in lesson.exercises]
MISTAKES = [(*pair, mistake) for pair in EXERCISES for mistake in pair[1].mistakes]


def named(item):
    return getattr(item, "id", None)


def methods_to_write(lesson, exercise):
    """Return the methods that the stub of a class leaves open; of a function there are none."""
    tree = ast.parse((lesson.folder / "exercise.py").read_text(encoding="utf-8"))
    return [
        method.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == exercise.function
        for method in node.body
        if any(isinstance(line, ast.Raise) for line in getattr(method, "body", []))
    ]


@pytest.fixture(scope="module")
def check():
    with grading() as check:
        yield check


def executed(source, name):
    module = ModuleType("mutant")
    exec(source, vars(module))
    return vars(module)[name]


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_the_solution_passes_every_check(check, lesson, exercise):
    verdict = check(lesson, lesson.folder / "solution.py", exercise)
    assert [c for c in verdict.checks if not c.passed] == []
    assert verdict.passed
    assert len(verdict.checks) > 1


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_the_stub_fails_and_is_called_the_stub(check, lesson, exercise):
    verdict = check(lesson, lesson.folder / "exercise.py", exercise)
    assert not verdict.passed
    assert "the stub" in verdict.failed().say


@pytest.mark.parametrize(("lesson", "exercise", "mistake"), MISTAKES, ids=named)
def test_every_listed_mistake_fails_with_its_own_sentence(
    check, lesson, exercise, mistake, tmp_path
):
    path = tmp_path / "answer.py"
    path.write_text(trust(exercise, lesson.folder).program(mistake))
    verdict = check(lesson, path, exercise)
    assert not verdict.passed
    assert verdict.mistake == mistake.say
    assert verdict.checks[-1].say == mistake.say


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_every_mutant_that_changes_the_result_fails(check, lesson, exercise, kind, tmp_path):
    source = (lesson.folder / "solution.py").read_text(encoding="utf-8")
    trusted = trust(exercise, lesson.folder)
    if trusted.is_class:
        pytest.skip("a class is tested by taking its methods out, one by one")
    right = Subject(trusted, executed(source, exercise.function))
    calls = [call for _, _, call in right.cases]
    assert calls, "an exercise without a golden case has no mutants to be tested by"
    wrong = mutant(kind, source, exercise.function, calls)
    ast.parse(wrong)
    other = executed(wrong, exercise.function)
    alike = all(same_outcome(call, repeated(call, trusted.use(other))) for call in calls)
    if alike and kind != "golden values by hash":
        pytest.skip(f"{kind}: the results are the same")
    path = tmp_path / "answer.py"
    path.write_text(wrong)
    verdict = check(lesson, path, exercise)
    assert not verdict.passed, f"{exercise.function} lets through: {kind}"
    assert verdict.failed().say


CLASSES = [(*pair, name) for pair in EXERCISES for name in methods_to_write(*pair)]


@pytest.mark.parametrize("body", ["return None", "return self"])
@pytest.mark.parametrize(("lesson", "exercise", "method"), CLASSES, ids=named)
def test_every_method_of_a_class_is_needed(check, lesson, exercise, method, body, tmp_path):
    source = (lesson.folder / "solution.py").read_text(encoding="utf-8")
    wrong = f"\n\ndef wrong(self, *args):\n    {body}\n\n\n{exercise.function}.{method} = wrong\n"
    path = tmp_path / "answer.py"
    path.write_text(source + wrong)
    assert not check(lesson, path, exercise).passed
