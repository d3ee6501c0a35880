"""Programs put before the real grader: a lesson of their own, a file, a verdict."""

import asyncio
from contextlib import contextmanager

from tutor.study.exercises import Exercise
from tutor.study.grading.grader import Grader
from tutor.study.lesson import read_lesson

TOML = """
format = 1
id = "halves"
title = "Halves"
month = 1
minutes = 5
needs = []
sim = "Drift"
objective = "See it."
misconception = "It is not to be seen."

[[exercise]]
id = "halve"
function = "halve"
task = "Halve it."
hints = ["a", "b", "c"]
{options}

[[exercise.case]]
args = [[1.0, -2.0, 4.0]]
want = [0.5, -1.0, 2.0]

[[exercise.case]]
args = [[3.0]]
want = [1.5]

[[exercise.mistake]]
code = "return 2 * x"
say = "You doubled."

[[exercise.mistake]]
code = "x /= 2; return x"
say = "You changed the caller's array."
"""
LAWS = """
import numpy as np


def half_the_sum(halve, rng):
    x = rng.normal(size=rng.integers(1, 6))
    assert np.isclose(2 * halve(x).sum(), x.sum()), "half the numbers should have half the sum"
"""
STUB = 'def halve(x):\n    """Return half of x."""\n    raise NotImplementedError("your turn")\n'


def halves(root, options="", laws=LAWS, toml=TOML):
    """Write the lesson and return it."""
    folder = root / "halves"
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "lesson.toml": toml.format(options=options),
        "lesson.md": "# Halves\n",
        "sim.py": "",
        "exercise.py": STUB,
        "solution.py": "def halve(x):\n    return x / 2\n",
        "laws.py": laws,
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return read_lesson(folder)


@contextmanager
def grading():
    """Give a function from a lesson, an exercise and a file to the verdict."""
    grader = Grader()

    def check(lesson, path, exercise: Exercise | None = None):
        return asyncio.run(grader.check(exercise or lesson.exercises[0], lesson, path))

    try:
        yield check
    finally:
        grader.end()
