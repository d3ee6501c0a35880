"""Typed expressions: the same number as Python's, NumPy's and torch's, and nothing executed."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.expressions import CONSTANTS, FUNCTIONS, LONGEST, Expression, ExpressionError
from tutor.ml.value import Value

LEAVES = st.sampled_from(["x", "y", "0.5", "2", "3.25", "pi"])
TEXTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(inner, st.sampled_from([" + ", "-", "*"]), inner).map(lambda t: f"({''.join(t)})")
        | inner.map(lambda t: f"-{t}")
        | st.tuples(st.sampled_from(["sin", "cos", "tanh", "relu", "abs"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        )
        | inner.map(lambda t: f"({t})**2")
    ),
    max_leaves=8,
)
FLOATS = st.floats(-2.0, 2.0)


def of_torch(name):
    return lambda x: getattr(torch, name)(torch.as_tensor(x, dtype=torch.float64))


WITH_TORCH = {name: of_torch(name) for name in FUNCTIONS} | CONSTANTS


@given(TEXTS, FLOATS, FLOATS)
def test_value_and_slope_are_what_torch_makes_of_the_same_text(text, x, y):
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, y)]
    wanted = eval(text, {**WITH_TORCH, "x": leaves[0], "y": leaves[1]})
    wanted = torch.as_tensor(wanted, dtype=torch.float64) + 0.0 * (leaves[0] + leaves[1])
    wanted.backward()
    expression = Expression(text, ["x", "y"])
    assert expression.value(x, y) == pytest.approx(wanted.item(), rel=1e-9, abs=1e-9)
    slopes = [leaf.grad.item() for leaf in leaves]
    assert expression.gradient(x, y) == pytest.approx(slopes, rel=1e-9, abs=1e-9)


@given(TEXTS, st.lists(FLOATS, min_size=1, max_size=4))
def test_an_array_gives_what_its_numbers_give_one_by_one(text, numbers):
    expression = Expression(text, ["x", "y"])
    x, y = np.array(numbers)[:, None], np.array([0.5, -1.0])
    together = expression.value(x, y)  # (n, 2)
    assert together.shape == (len(numbers), 2)
    for index in np.ndindex(together.shape):
        alone = expression.value(float(x[index[0], 0]), float(y[index[1]]))
        assert together[index] == pytest.approx(alone, abs=1e-12)


def test_the_value_of_values_is_a_value_that_can_be_walked_backward():
    a, b = Value(2.0), Value(-3.0)
    out = Expression("a*b + 10", ["a", "b"]).value(a, b)
    out.backward()
    assert (out.data, a.grad, b.grad) == (4.0, -3.0, 2.0)


def test_a_constant_is_no_node_of_its_own():
    a = Value(2.0)
    for text, slope in (("3*a", 3.0), ("a - 1", 1.0), ("a**3", 12.0), ("2/a", -0.5), ("a", None)):
        out = Expression(text, ["a"]).value(a)
        assert out is a if slope is None else (out.inputs, out.slopes) == ((a,), (slope,))


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("1/x", 0.0, math.inf),
        ("log(x)", -1.0, math.nan),
        ("exp(x)", 1e9, math.inf),
        ("x**0.5", -1.0, math.nan),
        ("9**9**9**9 + x", 1.0, math.inf),
        ("1/0", 1.0, math.inf),
        ("3", 1.0, 3.0),
        ("2**-1", 1.0, 0.5),
        ("-x**2", 3.0, -9.0),
        ("+x", 3.0, 3.0),
    ],
)
def test_what_leaves_the_floats_is_a_result_on_every_kind_of_number(text, at, value):
    expression = Expression(text, ["x"])
    assert expression.value(at) == pytest.approx(value, nan_ok=True)
    assert expression.value(np.full(2, at)) == pytest.approx([value] * 2, nan_ok=True)
    assert expression.value(Value(at)).data == pytest.approx(value, nan_ok=True)
    assert expression.gradient(at).shape == (1,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no expression"),
        ("x^2", r"a power is written `\*\*` here"),
        ("2x", r"'2x' cannot be read.*write a product with `\*`"),
        ("(x", "close every bracket"),
        ("z + x", "there is no variable 'z': use x, y, or a number"),
        ("sin", r"'sin' is a function: give it one argument, as in sin\(x\)"),
        ("sin(x, y)", "sin takes one argument"),
        ("ln(x)", "there is no function 'ln': use sin, cos"),
        ("x.real", "'x.real' is not allowed: use x, y, numbers"),
        ("__import__('os').getcwd()", "there is no function"),
        ("x if x else y", "not allowed"),
        ("[x for x in y]", "not allowed"),
        ("'x'", "not allowed"),
        ("True", "not allowed"),
        ("2j", "not allowed"),
        ("x < y", "not allowed"),
        ("x\x00", "cannot be read"),
        ("1e999", "larger than any float"),
        ("x" + "+x" * LONGEST, "characters"),
        ("(" * 240 + "x" + ")" * 240, "too many brackets|cannot be read"),
    ],
)
def test_a_refusal_says_what_was_given_and_what_is_allowed(text, said):
    with pytest.raises(ExpressionError, match=said):
        Expression(text, ["x", "y"])


@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_an_error_with_a_sentence(text):
    try:
        expression = Expression(text, ["x", "y"])
    except ExpressionError:
        return
    assert isinstance(expression.value(0.5, 2.0), float)


def test_the_number_of_variables_must_fit():
    with pytest.raises(TypeError, match=r"give 2 values, \(x, y\), not 1"):
        Expression("x*y", ["x", "y"]).value(1.0)
