"""What every lesson promises, kept by its own simulation and text; its graders: test_graders."""

import inspect
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from tutor.engine import Run, Simulation
from tutor.study import catalog
from tutor.study.grading.shown import shown
from tutor.study.grading.subject import Subject
from tutor.study.grading.trusted import trust
from tutor.study.prose import Prose, plain_math, read

LESSONS = catalog.lessons()
PREDICTIONS = [(lesson, item) for lesson in LESSONS for item in lesson.predictions]
EXERCISES = [(lesson, item) for lesson in LESSONS for item in lesson.exercises]


def named(item):
    return getattr(item, "id", None)


@cache
def load(path):
    spec = spec_from_file_location(f"lesson_{path.parent.name}_{path.stem}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def simulation(lesson):
    return getattr(load(lesson.sim_path), lesson.sim)


def outcomes(trusted, mistake):
    """What a listed mistake returns on the cases, and what it leaves in its arguments."""
    wrong = Subject(trusted, trusted.wrong(mistake))
    return [(shown(call.value), shown(call.after)) for _, _, call in wrong.cases]


@pytest.mark.parametrize(("lesson", "prediction"), PREDICTIONS, ids=named)
def test_the_simulation_confirms_the_answer_of_each_prediction(lesson, prediction):
    made = Run(simulation(lesson), 0, prediction.set)
    made.advance(prediction.steps)
    assert getattr(made.simulation, prediction.probe)(made.trace) == prediction.answer


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_solution_and_stub_have_one_signature(lesson, exercise):
    files = (load(lesson.folder / f"{name}.py") for name in ("solution", "exercise"))
    signatures = [inspect.signature(getattr(module, exercise.function)) for module in files]
    assert list(signatures[0].parameters) == list(signatures[1].parameters)


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_there_are_three_mistakes_and_no_two_look_alike_on_the_cases(lesson, exercise):
    trusted = trust(exercise, lesson.folder)
    assert len(exercise.mistakes) >= 3
    assert len({str(outcomes(trusted, m)) for m in exercise.mistakes}) == len(exercise.mistakes)


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_what_an_exercise_drives_is_a_method_with_its_parameters(lesson):
    kind = simulation(lesson)
    assert issubclass(kind, Simulation)
    stub = load(lesson.folder / "exercise.py") if lesson.exercises else None
    for exercise in lesson.exercises:
        if exercise.drives:
            method = inspect.signature(getattr(kind, exercise.drives)).parameters
            function = inspect.signature(getattr(stub, exercise.function)).parameters
            assert [*method] == ["self", *function]


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_a_lesson_shows_two_to_four_panels_and_at_most_six_parameters(lesson):
    made = Run(simulation(lesson))
    made.advance()
    assert 2 <= len(list(made.simulation.view(made.trace))) <= 4
    assert len(simulation(lesson).parameters()) <= 6


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_each_parameter_is_used_by_the_text(lesson):
    text = lesson.prose_path.read_text(encoding="utf-8")
    assert [name for name in simulation(lesson).parameters() if f"`{name}`" not in text] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_the_text_has_at_most_900_words_and_every_formula_can_be_shown(lesson):
    prose = [b.markdown for s in read(lesson) for b in s.blocks if isinstance(b, Prose)]
    assert sum(len(markdown.split()) for markdown in prose) <= 900
    shown = " ".join(map(plain_math, prose))
    assert [sign for sign in ("$", "\\", "[@", "!") if sign in shown] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_there_are_three_or_four_quiz_items(lesson):
    assert 3 <= len(lesson.quiz) <= 4
