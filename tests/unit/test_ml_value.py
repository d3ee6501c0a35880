"""Scalar autograd against micrograd's golden values, torch, and central differences."""

import math
import operator
import random
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.ml.value import Value, dot, total

MODERATE = st.floats(-3.0, 3.0).filter(lambda x: abs(x) > 0.05)
POSITIVE = st.floats(0.1, 3.0)
BINARY = [operator.add, operator.sub, operator.mul, operator.truediv]
UNARY = ["relu", "tanh", "exp", "sin", "cos", "abs"]


def micrograd_readme(a, b):
    """The expression on the front page of micrograd."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


def test_the_example_of_micrograds_readme_gives_the_golden_values():
    a, b = Value(-4.0), Value(2.0)
    g = micrograd_readme(a, b)
    g.backward()
    assert g.data == pytest.approx(24.70408163265306, abs=1e-13)
    assert a.grad == pytest.approx(138.83381924198252, abs=1e-12)
    assert b.grad == pytest.approx(645.5772594752186, abs=1e-12)


def compare(build, *numbers):
    """Run one expression on our values and on torch's, and compare result and gradients."""
    ours = [Value(x) for x in numbers]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    out, wanted = build(*ours), build(*theirs)
    out.backward()
    wanted.backward()
    assert out.data == pytest.approx(wanted.item(), rel=1e-12, abs=1e-12)
    for mine, other in zip(ours, theirs, strict=True):
        slope = 0.0 if other.grad is None else other.grad.item()
        assert mine.grad == pytest.approx(slope, rel=1e-12, abs=1e-12)


@given(st.sampled_from(BINARY), MODERATE, MODERATE)
def test_every_operator_agrees_with_torch(operate, x, y):
    compare(operate, x, y)
    compare(lambda a: operate(a, y), x)
    compare(lambda a: operate(y, a), x)
    compare(lambda a: operate(a, a), x)


@given(POSITIVE, MODERATE)
def test_powers_agree_with_torch_whichever_side_is_the_constant(x, exponent):
    compare(operator.pow, x, exponent)
    compare(lambda a: a**exponent, x)
    compare(lambda a: x**a, exponent)


@given(st.sampled_from(UNARY), MODERATE)
def test_every_function_agrees_with_torch(name, x):
    function = abs if name == "abs" else operator.methodcaller(name)
    compare(function, x)


@given(st.sampled_from(["log", "sqrt"]), POSITIVE)
def test_logarithm_and_root_agree_with_torch(name, x):
    compare(operator.methodcaller(name), x)


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_random_graphs_with_shared_nodes_agree_with_torch(seed):
    rng = random.Random(seed)
    kinds = [
        lambda x, y: (x + y) * 0.5,
        lambda x, y: x - y,
        lambda x, y: x * y * 0.5,
        lambda x, y: (x + y).tanh(),
        lambda x, y: x.relu() + y,
    ]
    plan = [(rng.choice(kinds), rng.randrange(3 + n), rng.randrange(3 + n)) for n in range(25)]

    def build(*leaves):
        nodes = list(leaves)
        for operate, i, j in plan:
            nodes.append(operate(nodes[i], nodes[j]))
        return sum(nodes[1:], nodes[0]).tanh() + nodes[-1]

    compare(build, *(rng.uniform(-1, 1) for _ in range(3)))


def test_a_value_used_twice_gets_the_sum_of_both_ways():
    x = Value(3.0)
    (x * x + x).backward()
    assert x.grad == 7.0


def test_a_second_backward_adds_to_the_leaves_as_torch_does():
    x = Value(3.0)
    y = x * x + x
    y.backward()
    y.backward()
    assert x.grad == 14.0
    assert [node.grad for node in y.tape()] == [1.0, 1.0]


def test_two_results_over_one_graph_do_not_count_the_shared_part_twice():
    x = Value(2.0)
    shared = x * x
    (shared * 3.0).backward()
    (shared * 5.0).backward()
    assert x.grad == (3.0 + 5.0) * 4.0


def test_the_tape_holds_every_result_before_its_inputs():
    a, b = Value(2.0), Value(-3.0)
    y = micrograd_readme(a, b)
    tape = y.tape()
    place = {id(node): n for n, node in enumerate(tape)}
    assert tape[0] is y
    assert all(place[id(i)] > n for n, node in enumerate(tape) for i in node.inputs if i.inputs)


def test_dot_is_the_sum_of_products_bit_for_bit():
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(2, 9)).tolist()
    w, x = [[Value(v) for v in row] for row in numbers]
    w2, x2 = [[Value(v) for v in row] for row in numbers]
    bias, bias2 = Value(0.3), Value(0.3)
    fused, plain = dot(w, x, bias), bias2
    for a, b in zip(w2, x2, strict=True):
        plain = plain + a * b
    fused.backward()
    plain.backward()
    assert fused.data == plain.data
    assert [v.grad for v in (*w, *x, bias)] == [v.grad for v in (*w2, *x2, bias2)]


def test_dot_of_a_vector_with_itself_counts_both_sides():
    x = [Value(2.0), Value(3.0)]
    dot(x, x, Value(0.0)).backward()
    assert [v.grad for v in x] == [4.0, 6.0]


def test_total_adds_from_the_left_and_passes_one_to_each():
    values = [Value(v) for v in (0.1, 0.2, 0.3, -0.7)]
    out = total(values)
    out.backward()
    assert out.data == ((0.1 + 0.2) + 0.3) - 0.7
    assert [v.grad for v in values] == [1.0] * 4


def test_gradients_are_bit_identical_each_time():
    def gradients():
        rng = random.Random(1)
        leaves = [Value(rng.uniform(-1, 1)) for _ in range(6)]
        nodes = list(leaves)
        for _ in range(200):
            nodes.append((rng.choice(nodes) * rng.choice(nodes) + rng.choice(leaves)).tanh())
        total(nodes).backward()
        return [leaf.grad for leaf in leaves]

    assert gradients() == gradients()


def test_a_chain_of_100_000_nodes_is_walked_and_freed_without_recursion():
    program = """
from tutor.ml.value import Value
x = Value(1.0)
y = x
for _ in range(100_000):
    y = y * 1.0
y.backward()
assert x.grad == 1.0
del y
print("freed")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("freed\n", 0)


@pytest.mark.parametrize(
    ("build", "number", "data", "grad"),
    [
        (lambda x: 1 / x, 0.0, math.inf, -math.inf),
        (lambda x: x.log(), 0.0, -math.inf, math.inf),
        (lambda x: x.log(), -1.0, math.nan, -1.0),
        (lambda x: x.exp(), 1000.0, math.inf, math.inf),
        (lambda x: x**-1, 0.0, math.inf, -math.inf),
        (lambda x: x**0.5, -1.0, math.nan, math.nan),
        (lambda x: x**2, 1e200, math.inf, 2e200),
        (lambda x: x.sqrt(), 0.0, 0.0, math.inf),
        (lambda x: x.relu(), math.nan, math.nan, 1.0),
        (lambda x: x.sin(), math.inf, math.nan, math.nan),
        (lambda x: abs(x), 0.0, 0.0, 0.0),
        (lambda x: x**0, 0.0, 1.0, 0.0),
    ],
)
def test_what_leaves_the_floats_is_a_result_and_never_an_exception(build, number, data, grad):
    x = Value(number)
    out = build(x)
    out.backward()
    assert out.data == pytest.approx(data, nan_ok=True)
    assert x.grad == pytest.approx(grad, nan_ok=True)


def test_numpys_numbers_may_stand_on_either_side():
    x = Value(3.0)
    for made in (np.float64(2.0) * x, x * np.float32(2.0), np.int64(2) * x):
        assert type(made) is Value
        assert (made.data, type(made.data)) == (6.0, float)


@pytest.mark.parametrize("other", ["2", None, np.zeros(2), 1j])
def test_what_is_no_real_number_is_refused(other):
    for operate in (*BINARY, operator.pow):
        with pytest.raises(TypeError):
            operate(Value(1.0), other)
        with pytest.raises(TypeError):
            operate(other, Value(1.0))
