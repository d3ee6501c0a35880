"""The solution beside the learner's function: bodies alone, whatever state the file is in."""

import pytest

from tutor.study.catalog import find
from tutor.study.lesson import read_lesson
from tutor.study.one_way import one_way

LESSON = read_lesson(find("gradient-descent").folder)
STEP, DESCEND = LESSON.exercises


def compared(text, exercise=STEP):
    lines = one_way(LESSON, exercise, LESSON.folder / "yours.py", text)
    return [(line.mark, line.text) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "def gradient_step(w, grad, lr):\n    return w - lr * grad\n",
        'def gradient_step(w, grad, lr):\n    """Say.\n\n    More."""\n    return w - lr * grad\n',
        "def gradient_step(w, grad, lr): return w - lr * grad\n",
        "def gradient_step(\n  w,\n  grad,\n  lr,\n):\n\treturn w - lr * grad\n",
    ],
)
def test_the_same_line_is_the_same_however_it_is_set(text):
    assert compared(text) == [("same", "return w - lr * grad")]


def test_another_line_is_shown_with_its_other_way():
    text = "def gradient_step(w, grad, lr):\n    return w + lr * grad\n"
    assert compared(text) == [
        ("yours", "return w + lr * grad"),
        ("other", "return w - lr * grad"),
    ]


@pytest.mark.parametrize(
    "text", ["", "def gradient_step(:", 'def gradient_step(w, grad, lr):\n    """Say."""\n']
)
def test_where_there_is_nothing_to_compare_the_solution_stands_alone(text):
    assert compared(text) == [("other", "return w - lr * grad")]


def test_only_the_function_of_the_exercise_is_compared():
    text = "def descend(grad_f, w0, lr, steps):\n    return w0\n\n\nx = 1\n"
    found = compared(text, DESCEND)
    assert ("yours", "return w0") in found
    assert ("other", "    path.append(gradient_step(path[-1], grad_f(path[-1]), lr))") in found
    assert not any("x = 1" in line for _, line in found)
