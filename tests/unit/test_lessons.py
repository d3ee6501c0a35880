"""What every lesson of the road promises beside what the lint computes; its graders: test_graders.

The lint runs each prediction, each claim and each exercise of a lesson.
"""

import inspect
import re
from functools import cache

import lesson_code
import pytest

from tutor.engine import Run
from tutor.lab.lint.rules import lint
from tutor.study import catalog
from tutor.study.prose import Prose, plain_math, read

LESSONS = catalog.lessons()
MOST_PARAMETERS = 6
MORE = {"optimizers": 9, "same-run-twice": 8}
"""Nine rules have more to turn, and there are surfaces to choose and to type; and a run can be
upset in more ways than six.
"""


def named(lesson):
    return lesson.id


load = cache(lesson_code.load)


def simulation(lesson):
    return getattr(load(lesson, "sim"), lesson.sim)


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_the_lint_finds_nothing(lesson):
    assert [str(finding) for finding in lint(lesson.folder) if not finding.note] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_it_asks_two_predictions_three_mistakes_an_exercise_and_three_or_four_questions(lesson):
    assert len(lesson.predictions) >= 2
    assert all(len(exercise.mistakes) >= 3 for exercise in lesson.exercises)
    assert 3 <= len(lesson.quiz) <= 4


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_what_is_written_drives_the_screen(lesson):
    assert any(exercise.drives for exercise in lesson.exercises)


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_stub_and_solution_take_the_same_arguments(lesson):
    for exercise in lesson.exercises:
        stub, solution = (
            inspect.signature(getattr(load(lesson, name), exercise.function))
            for name in ("exercise", "solution")
        )
        assert [*stub.parameters] == [*solution.parameters]


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_it_shows_two_to_four_panels_and_at_most_six_parameters(lesson):
    made = Run(simulation(lesson))
    made.advance()
    assert 2 <= len(list(made.simulation.view(made.trace))) <= 4
    assert len(simulation(lesson).parameters()) <= MORE.get(lesson.id, MOST_PARAMETERS)


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_each_parameter_is_used_by_the_text(lesson):
    text = lesson.prose_path.read_text(encoding="utf-8")
    assert [name for name in simulation(lesson).parameters() if f"`{name}`" not in text] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_every_formula_can_be_shown_in_a_terminal(lesson):
    prose = [b.markdown for s in read(lesson) for b in s.blocks if isinstance(b, Prose)]
    shown = re.sub(r"\\([\\*_`])|\$(?=\d)", r"\1", " ".join(map(plain_math, prose)))  # or money
    assert [sign for sign in ("$", "\\", "[@", "!") if sign in shown] == []
