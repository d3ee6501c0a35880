"""Arithmetic on text: "2/25", "sqrt(2)", "2 / k", worked out without running anything as Python.

The text is parsed, and only numbers, + - * / **, six functions and the given names are obeyed.
Everything is computed with floats, so no expression takes long or grows large.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping

LONGEST = 200
"""Characters of an expression."""
OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,  # natural
    "min": min,
    "max": max,
}


class Uncomputable(ValueError):
    """An expression has no value. The message says why, in words that follow "it"."""


def evaluate(expression: str, values: Mapping[str, float] | None = None) -> float:
    """Return the value of an expression in the names of `values`; raise `Uncomputable`."""
    if len(expression) > LONGEST:
        raise Uncomputable(f"is longer than {LONGEST} characters")
    try:
        result = _value(_parsed(expression), values or {})
    except ZeroDivisionError as problem:
        raise Uncomputable("divides by zero") from problem
    except OverflowError as problem:
        raise Uncomputable("is too large") from problem
    if not math.isfinite(result):
        raise Uncomputable("is too large")
    return result


def _parsed(expression: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "1or 2" is refused below, and warned of by the parser
            return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        raise Uncomputable("is not arithmetic") from problem


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name):
            if name not in values:
                known = ", ".join([*values, *FUNCTIONS])
                raise Uncomputable(f"uses `{name}`, which is none of {known}")
            return float(values[name])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            result = OPERATORS[type(op)](_value(left, values), _value(right, values))
            if isinstance(result, complex):
                raise Uncomputable("takes a root of a negative number")
            return result
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _call(name, [_value(argument, values) for argument in args])
    raise Uncomputable("is not arithmetic: numbers, + - * / ** and " + ", ".join(FUNCTIONS))


def _call(name: str, numbers: list[float]) -> float:
    wanted = "two or more numbers" if name in ("min", "max") else "one number"
    if (len(numbers) > 1) != (wanted != "one number") or not numbers:
        raise Uncomputable(f"gives {name} {len(numbers)}; it takes {wanted}")
    try:
        return float(FUNCTIONS[name](*numbers))
    except ValueError as problem:
        raise Uncomputable(f"takes {name} of {numbers[0]:g}") from problem
