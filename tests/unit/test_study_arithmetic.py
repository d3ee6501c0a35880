"""Arithmetic on text: the values of arithmetic, and nothing else has one."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.study.arithmetic import LONGEST, Uncomputable, evaluate

NUMBERS = st.one_of(
    st.integers(0, 1000).map(str), st.floats(0, 1e6, allow_nan=False).map(repr), st.just("k")
)


def grown(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", " / ", "**"]), inner).map(
            lambda parts: f"({''.join(parts)})"
        ),
        inner.map(lambda x: f"-{x}"),
        st.tuples(st.sampled_from(["sqrt", "exp", "log"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
    )


EXPRESSIONS = st.recursive(NUMBERS, grown, max_leaves=6)


@settings(deadline=None)
@given(EXPRESSIONS)
def test_the_value_is_pythons_own_with_floats(expression):
    space = {"sqrt": math.sqrt, "exp": math.exp, "log": math.log, "min": min, "max": max, "k": 2.5}
    try:
        wanted = eval(_floats(expression), {"__builtins__": {}}, space)
    except (ArithmeticError, ValueError, TypeError):
        wanted = None
    if isinstance(wanted, complex) or (wanted is not None and not math.isfinite(wanted)):
        wanted = None
    if wanted is None or len(expression) > LONGEST:
        with pytest.raises(Uncomputable):
            evaluate(expression, {"k": 2.5})
    else:
        assert evaluate(expression, {"k": 2.5}) == wanted


def _floats(expression):
    """The expression with each whole number as a float: the evaluator has no others."""
    return re.sub(r"(?<![\w.+-])(\d+)(?![\w.])", r"\1.0", expression)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_value_or_a_reason(text):
    try:
        said = str(math.isfinite(evaluate(text)))
    except Uncomputable as problem:
        said = str(problem)
    assert said not in ("", "False")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(1).__class__",
        "[].append(1)",
        "lambda: 1",
        "k := 3",
        "'2' * 3",
        "True + 1",
        "1j",
        "1 if 2 else 3",
        "f'{1}'",
        "sqrt(x=1)",
        "sqrt(*[1])",
        "eval('1')",
        "1 < 2",
        "7 // 2",
        "7 % 2",
        "~1",
        "2, 3",
        "1or 2",
        "\0",
        "\ud800",
        "(" * 150 + ")" * 150,
        "",
    ],
)
def test_what_is_not_arithmetic_is_refused(text):
    with pytest.raises(Uncomputable):
        evaluate(text, {"k": 1.0})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 / 0", "divides by zero"),
        ("0 ** -1", "divides by zero"),
        ("9 ** 9 ** 9 ** 9", "is too large"),
        ("1e999", "is too large"),
        ("exp(1000)", "is too large"),
        ("(-8) ** 0.5", "takes a root of a negative number"),
        ("sqrt(-1)", "takes sqrt of -1"),
        ("log(0)", "takes log of 0"),
        ("2 / m", "uses `m`, which is none of k, sqrt, exp, log, min, max"),
        ("max(1)", "gives max 1; it takes two or more numbers"),
        ("log(8, 2)", "gives log 2; it takes one number"),
        ("1 + " * 60 + "1", "is longer than 200 characters"),
    ],
)
def test_a_refusal_says_why(text, why):
    with pytest.raises(Uncomputable) as caught:
        evaluate(text, {"k": 1.0})
    assert str(caught.value) == why
