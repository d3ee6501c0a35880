"""What every lesson promises, kept by its own simulation, solution, laws and text."""

import ast
import inspect
import textwrap
import warnings
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location

import numpy as np
import pytest

from tutor.engine import Run, Simulation
from tutor.study import catalog
from tutor.study.prose import Prose, plain_math, read

LESSONS = catalog.lessons()
PREDICTIONS = [(lesson, item) for lesson in LESSONS for item in lesson.predictions]
EXERCISES = [(lesson, item) for lesson in LESSONS for item in lesson.exercises]
MISTAKES = [(*pair, mistake) for pair in EXERCISES for mistake in pair[1].mistakes]


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


def arguments(lesson, case):
    """The arguments of a case: a list is an array, "@name" a function of laws.py."""
    for value in case.args:
        if isinstance(value, str) and value.startswith("@"):
            yield getattr(load(lesson.folder / "laws.py"), value[1:])
        else:
            yield np.array(value) if isinstance(value, list) else value


def laws(lesson, exercise):
    """The laws whose first parameter is named for the exercise's function."""
    path = lesson.folder / "laws.py"
    functions = inspect.getmembers(load(path), inspect.isfunction) if path.exists() else []
    first = {law: next(iter(inspect.signature(law).parameters)) for _, law in functions}
    return [law for law in first if first[law] == exercise.function]


def agrees(given, case):
    given, want = np.asarray(given), np.asarray(case.want)
    return given.shape == want.shape and np.allclose(given, want, rtol=0, atol=case.tol)


def failures(lesson, exercise, function):
    """What a function gets wrong: its wrong cases and the sentences of the laws it breaks."""
    found = [
        case for case in exercise.cases if not agrees(function(*arguments(lesson, case)), case)
    ]
    for law in laws(lesson, exercise):
        try:
            law(function, np.random.default_rng(0))
        except AssertionError as error:
            found.append(str(error))
    return found


def compiled(lesson, exercise, body):
    """A mistake as a function: its body under the stub's signature, with NumPy and nothing else."""
    tree = ast.parse((lesson.folder / "exercise.py").read_text(encoding="utf-8"))
    heads = {node.name: node.args for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = ", ".join(argument.arg for argument in heads[exercise.function].args)
    space = {"np": np}
    exec(f"def answer({names}):\n{textwrap.indent(body.strip(), '    ')}", space)
    return space["answer"]


@pytest.mark.parametrize(("lesson", "prediction"), PREDICTIONS, ids=named)
def test_the_simulation_confirms_the_answer_of_each_prediction(lesson, prediction):
    made = Run(simulation(lesson), 0, prediction.set)
    made.advance(prediction.steps)
    assert getattr(made.simulation, prediction.probe)(made.trace) == prediction.answer


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_the_solution_passes_and_the_stub_is_the_learners_turn(lesson, exercise):
    assert exercise.cases or laws(lesson, exercise)
    solution = getattr(load(lesson.folder / "solution.py"), exercise.function)
    assert failures(lesson, exercise, solution) == []
    stub = getattr(load(lesson.folder / "exercise.py"), exercise.function)
    with pytest.raises(NotImplementedError, match="your turn"):
        failures(lesson, exercise, stub)


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_solution_and_stub_have_one_signature(lesson, exercise):
    files = (load(lesson.folder / f"{name}.py") for name in ("solution", "exercise"))
    signatures = [inspect.signature(getattr(module, exercise.function)) for module in files]
    assert list(signatures[0].parameters) == list(signatures[1].parameters)


@pytest.mark.parametrize(("lesson", "exercise", "mistake"), MISTAKES, ids=named)
def test_every_listed_mistake_is_caught(lesson, exercise, mistake):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a wrong program may overflow
        assert failures(lesson, exercise, compiled(lesson, exercise, mistake.code))


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=named)
def test_there_are_three_mistakes_and_no_two_look_alike_on_the_cases(lesson, exercise):
    assert len(exercise.mistakes) >= 3
    answers = set()
    for mistake in exercise.mistakes:
        function = compiled(lesson, exercise, mistake.code)
        given = [np.asarray(function(*arguments(lesson, case))) for case in exercise.cases]
        answers.add(str([array.tolist() for array in given]))
    assert len(answers) == len(exercise.mistakes)


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
