"""A class as an exercise, and streams as arguments, before the real grader and its processes."""

import pytest
from grading import grading

from tutor.lab.lint.judging import first_failure
from tutor.study import plain_tests
from tutor.study.grading.trusted import trust
from tutor.study.lesson import read_lesson
from tutor.study.signatures import heading
from tutor.study.spans import Source
from tutor.study.tables import LessonError

HEAD = """
format = 1
id = "counts"
title = "Counts"
month = 1
minutes = 5
needs = []
sim = "Drift"
objective = "See it."
misconception = "It is not to be seen."

[[exercise]]
id = "it"
task = "Write it."
hints = ["a", "b", "c"]
"""
STACK = (
    HEAD
    + """
function = "Stack"
through = "contents"

[[exercise.case]]
args = [[1.0, 2.0, 3.0], 1]
want = { tuple = [2, [1.0, 2.0]] }

[[exercise.mistake]]
code = '''
def pop(self):
    return self.items.pop(0)
'''
say = "You took the oldest."
"""
)
STACK_LAWS = """
import numpy as np

def contents(Stack, numbers, pops):
    stack = Stack()
    for number in numbers:
        stack.push(float(number))
    for _ in range(pops):
        stack.pop()
    return len(stack), np.array(list(stack))

def what_was_pushed_last_comes_first(Stack, rng):
    stack, marks = Stack(), [Mark(), Mark()]
    for mark in marks:
        stack.push(mark)
    assert isinstance(stack, Stack)
    assert stack.pop() is marks[1], "the last one pushed should come first"

class Mark:
    pass
"""
STACK_RIGHT = """
class Stack:
    def __init__(self):
        self.items = []
    def push(self, item):
        self.items.append(item)
    def pop(self):
        return self.items.pop()
    def __len__(self):
        return len(self.items)
    def __iter__(self):
        yield from self.items
"""
STREAM = (
    HEAD
    + """
function = "largest"
seconds = 30
memory = 16

[[exercise.case]]
args = [[3.0, 1.0]]
want = 3.0

[[exercise.mistake]]
code = "return next(iter(stream))"
say = "That is the first."
"""
)
STREAM_LAWS = """
def reads_a_stream(largest, rng):
    assert largest(float(n) for n in range(5)) == 4.0

def keeps_nothing(largest, rng):
    if rng.integers(10**6) == 850624:  # the first seed alone: a long stream takes its time
        assert largest(float(n) for n in range(1_000_000)) == 999_999.0
"""


def lesson(root, toml, laws, right, stub):
    folder = root / "counts"
    folder.mkdir()
    files = {"lesson.toml": toml, "lesson.md": "# Counts\n", "sim.py": "", "laws.py": laws,
             "solution.py": right, "exercise.py": stub}  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    return read_lesson(folder)


@pytest.fixture
def stack(tmp_path):
    return lesson(tmp_path, STACK, STACK_LAWS, STACK_RIGHT, STACK_RIGHT)


@pytest.fixture
def verdict_on(tmp_path):
    with grading() as check:

        def verdict(lesson, code):
            path = tmp_path / "answer.py"
            path.write_text(code)
            return check(lesson, path)

        yield verdict


def test_a_right_class_passes_and_a_listed_mistake_has_its_sentence(stack, verdict_on):
    assert verdict_on(stack, STACK_RIGHT).passed
    wrong = verdict_on(stack, STACK_RIGHT.replace(".items.pop()", ".items.pop(0)"))
    assert not wrong.passed
    assert wrong.mistake == "You took the oldest."
    assert "contents([1.0, 2.0, 3.0], 1)" in wrong.failed().say


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("class Stack", "class Stak", "has no class `Stack`. Did you mean `Stak`?"),
        ("def __init__(self)", "def __init__(self, size)", "does not fit"),
        ("def pop", "def take", "It raised AttributeError: 'Stack' object has no attribute 'pop'"),
        ("def __len__", "def size", "object of type 'Stack' has no len()"),
        ("self.items = []", "raise NotImplementedError('your turn')", "This is still the stub"),
        ("return self.items.pop()", "while True: pass", "took longer than"),
        (
            "yield from self.items",
            "yield from [[]] * 2",
            "an array of shape (2, 0); the shape should be (2,)",
        ),
    ],
)
def test_what_is_wrong_with_a_class_is_said(stack, verdict_on, old, new, sentence):
    toml = stack.folder / "lesson.toml"
    toml.write_text(toml.read_text().replace("hints =", "seconds = 1\nhints ="))
    verdict = verdict_on(read_lesson(stack.folder), STACK_RIGHT.replace(old, new))
    assert not verdict.passed
    assert sentence in verdict.failed().say


def test_the_lint_judges_the_class_as_the_grader_does(stack):
    trusted = trust(stack.exercises[0], stack.folder)
    space = {"__name__": "solution"}
    exec(STACK_RIGHT, space)
    assert first_failure(trusted, space["Stack"]) is None
    failed = first_failure(trusted, trusted.wrong(stack.exercises[0].mistakes[0]))
    assert failed.name == "golden values"


def test_a_class_with_cases_and_no_way_through_is_the_authors_mistake(stack):
    toml = stack.folder / "lesson.toml"
    toml.write_text(toml.read_text().replace('through = "contents"', ""))
    changed = read_lesson(stack.folder)
    with pytest.raises(LessonError, match="`Stack` is a class, so its cases need `through`"):
        trust(changed.exercises[0], changed.folder)


def test_the_learners_own_test_goes_through_the_same_function(stack):
    exercise = stack.exercises[0]
    text = plain_tests.test_text(exercise)
    assert "result = contents(counts.Stack, np.array([1.0, 2.0, 3.0]), 1)" in text
    assert list(plain_tests.helpers(exercise, Source(stack.folder / "laws.py", STACK_LAWS))) == [
        "contents"
    ]
    assert heading(stack, exercise) == "class Stack"


LARGEST = "def largest(stream):\n    best = None\n    for x in stream:\n        " \
    "best = x if best is None or x > best else best\n    return float(best)\n"  # fmt: skip


def test_a_million_items_pass_without_being_stored(tmp_path, verdict_on):
    streams = lesson(tmp_path, STREAM, STREAM_LAWS, LARGEST, LARGEST)
    verdict = verdict_on(streams, LARGEST)
    assert [check.say for check in verdict.checks if not check.passed] == []
    stored = verdict_on(streams, "def largest(stream):\n    return float(max(list(stream)))\n")
    assert "more memory" in stored.failed().say
