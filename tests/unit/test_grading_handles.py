"""Functions, classes, objects and iterators across the line to the learner's code, by number."""

from collections import deque
from contextlib import suppress
from itertools import count, islice
from types import ModuleType

import numpy as np
import pytest

from tutor.engine.wire import Reader
from tutor.study.grading.exchange import Exchange, Raised
from tutor.study.grading.handles import ONE_BY_ONE, RemoteFunction
from tutor.study.grading.values import Opaque

LEARNERS = """
import collections
import math

class Value:
    unit = "m"

    def __init__(self, data):
        self.data, self.grad, self._secret, self.inputs = data, 0.0, 1, []

    def __mul__(self, other):
        if not isinstance(other, (Value, int, float)):
            return NotImplemented
        out = Value(self.data * (other.data if isinstance(other, Value) else other))
        out.inputs = [self, other]
        return out

    __rmul__ = __mul__

    def __lt__(self, other):
        return self.data < other.data

    def half(self):
        return Value(self.data / 2)

    def __getitem__(self, key):
        raise KeyError(key)

class Bag:
    def __init__(self, *items):
        self.items = list(items)
    def __len__(self):
        return len(self.items)
    def __contains__(self, item):
        return item in self.items
    def __iter__(self):
        return iter(self.items)
    def __eq__(self, other):
        return self.items == other.items

def squares():
    n = 0
    while True:
        yield n * n
        n += 1

def broken():
    yield 1
    raise ValueError("two")

def first(stream):
    return next(stream)

def total(stream):
    return sum(stream)

def identity(x):
    return x

def bump(counter):
    counter.count = counter.count + 1
    return counter.half(), counter < counter

def reach(thing, *names):
    for name in names:
        thing = getattr(thing, name)
    return thing

def put(thing, name):
    setattr(thing, name, 1)
"""
LAWS = """
class Counter:
    def __init__(self, count):
        self.count, self._kept = count, 7
    def half(self):
        return self.count / 2
    def __lt__(self, other):
        return False
"""


def written(name, source):
    module = ModuleType(name)
    exec(source, vars(module))
    return module


def raised(error):
    return {"do": "error", "type": type(error).__name__, "text": str(error), "lines": []}


@pytest.fixture
def learners():
    """Give a function that brings a name of the learner's module over to the judge's side."""
    module = written("answer_test", LEARNERS)
    inbox = {"judge": deque(), "child": deque()}
    ends = {}

    def end(name, other):
        def send(frame):
            inbox[other].extend(Reader().feed(frame))

        def receive():
            while not inbox[name]:
                ends[other].serve(inbox[other].popleft())
            return inbox[name].popleft()

        ends[name] = Exchange(send, receive, raised)

    end("judge", "child")
    end("child", "judge")
    return lambda name: ends["judge"].bring(ends["child"].refer(getattr(module, name)))


def test_a_class_makes_objects_whose_methods_and_attributes_are_there(learners):
    Value = learners("Value")
    x = Value(3.0)
    assert (x.data, x.half().data, Value.unit) == (3.0, 1.5, "m")
    x.grad += 2.5
    assert x.grad == 2.5
    assert isinstance(x, Value)
    assert isinstance(x.half(), Value)
    assert not isinstance(3.0, Value)
    assert not isinstance(learners("Bag")(), Value)


def test_operators_follow_pythons_own_rules_across_the_line(learners):
    Value = learners("Value")
    x = Value(3.0)
    assert ((x * x).data, (x * 2).data, (2 * x).data, (np.float64(2) * x).data) == (9, 6, 6, 6)
    assert Value(1.0) < Value(2.0)
    with pytest.raises(TypeError, match="'Value' and 'NoneType'"):
        x * None
    with pytest.raises(TypeError, match="'Value' and 'Value'"):
        x + x
    with pytest.raises(TypeError):
        len(x)
    with pytest.raises(KeyError):
        x["k"]


def test_one_object_is_one_object_wherever_it_comes_from(learners):
    Value = learners("Value")
    x, y = Value(3.0), Value(3.0)
    product = x * y
    assert product.inputs[0] is x
    assert product.inputs[1] is y
    assert (x == x, x == y, len({x, y, product.inputs[0]})) == (True, False, 2)
    assert learners("identity")([x, y])[1] is y


def test_a_container_answers_len_in_iter_and_equality(learners):
    Bag = learners("Bag")
    bag = Bag(1, 2, 3)
    assert (len(bag), 2 in bag, 5 in bag, list(bag), bag == Bag(1, 2, 3)) == (
        3, True, False, [1, 2, 3], True,
    )  # fmt: skip
    assert not Bag()
    assert not callable(bag)


def test_a_missing_attribute_is_missing_here_too(learners):
    x = learners("Value")(3.0)
    assert not hasattr(x, "gradient")
    assert not hasattr(x, "_secret")
    assert repr(x) == "<Value>"


def test_an_iterator_of_the_other_side_is_asked_as_it_is_used(learners):
    squares = learners("squares")()
    assert list(islice(squares, 5)) == [0, 1, 4, 9, 16]
    assert next(squares) == 25
    long = learners("squares")()
    assert sum(islice(long, 3000)) == sum(n * n for n in range(3000))


def test_what_a_generator_raises_is_raised_after_what_it_gave(learners):
    stream = learners("broken")()
    assert next(stream) == 1
    with pytest.raises(ValueError, match="two"):
        next(stream)
    assert list(stream) == []


def test_an_iterator_given_to_a_function_is_read_no_further_than_needed(learners):
    seen = []
    stream = (seen.append(n) or n for n in count())
    assert learners("first")(stream) == 0
    assert learners("first")(stream) == 1
    assert seen == [0, 1]


def test_a_long_stream_comes_in_batches_and_whole(learners):
    size = 3 * ONE_BY_ONE + 17
    assert learners("total")(iter(range(size))) == size * (size - 1) // 2


def test_an_object_of_a_law_can_be_used_and_changed_by_the_learners_code(learners):
    laws = written("laws", LAWS)
    counter = laws.Counter(4)
    assert learners("bump")(counter) == (2.5, False)
    assert counter.count == 5
    assert learners("identity")(counter) is counter


@pytest.mark.parametrize("names", [("_kept",), ("half", "__globals__"), ("half", "__self__")])
def test_nothing_behind_the_object_can_be_reached(learners, names):
    counter = written("laws", LAWS).Counter(4)
    with pytest.raises((Raised, AttributeError)):
        learners("reach")(counter, *names)


def test_a_class_of_a_law_cannot_be_changed(learners):
    laws = written("laws", LAWS)
    learners("put")(laws.Counter(1), "half")
    with pytest.raises(Raised):
        learners("put")(laws.Counter(1), "_kept")
    with suppress(Raised):
        learners("put")(laws.Counter, "half")
    assert laws.Counter(4).half() == 2


def test_the_owner_refuses_what_an_honest_other_side_would_not_ask(learners):
    laws = written("laws", LAWS)
    identity = learners("identity")
    line, counter = identity._line, laws.Counter(4)
    handle = line.refer(counter)["handle"]
    for how, args in (
        ("getattr", ["__init__"]),
        ("getattr", ["_kept"]),
        ("setattr", ["__class__", 1]),
        ("__getattribute__", ["_kept"]),
        ("__reduce__", []),
        ("call", []),
        ("items", [1]),
        ("getattr", []),
    ):
        sent = []
        line._send, kept = sent.append, line._send
        line.serve({"do": "call", "of": handle, "how": how, "args": args, "kwargs": {}})
        line._send = kept
        (answer,) = Reader().feed(sent[0])
        assert answer["do"] == "error", how


def test_a_generators_frame_is_out_of_reach(learners):
    stream = iter(n for n in range(3))
    with pytest.raises((Raised, AttributeError)):
        learners("reach")(stream, "gi_frame")


@pytest.mark.parametrize("value", [1j, object(), int, ModuleType("m")])
def test_what_was_not_written_for_the_exercise_stays_a_name(learners, value):
    counter = written("laws", LAWS).Counter(4)
    counter.count = value
    arrived = learners("reach")(counter, "count")
    assert arrived is value or isinstance(arrived, Opaque)


def test_errors_over_something_of_the_other_side_name_it_as_python_does():
    with pytest.raises(TypeError, match="'function' and 'float'"):
        RemoteFunction(None, 1, "f") - 1.0
