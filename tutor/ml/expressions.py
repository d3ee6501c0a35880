"""Expressions that a person types, such as `a*b + tanh(c)`: read, checked, and never executed.

The text is parsed into a short program for a stack machine: push a name or a number, apply an
operation to what is on top. The same program runs on floats, on NumPy arrays, and on `Value`,
which also gives the exact slope.

    bowl = Expression("x**2 + 10*y**2", ["x", "y"])
    bowl.value(1.0, 2.0)                          # 41.0
    bowl.value(*np.meshgrid(xs, ys))              # an array
    bowl.gradient(1.0, 2.0)                       # array([2., 40.])
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.ml.value import Value

Array = npt.NDArray[Any]
Instruction = tuple[str, Any]
"""("name", its place), ("number", the number) or ("call", the operation)."""

LONGEST = 500
"""Characters; what is longer than a few lines was not typed."""

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "**": operator.pow,
}  # fmt: skip
UNARY: dict[str, Callable[[Any], Any]] = {
    "neg": operator.neg, "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "exp": np.exp,
    "log": np.log, "relu": lambda x: np.maximum(x, 0.0), "sqrt": np.sqrt, "abs": np.abs,
}  # fmt: skip
ON_VALUES: dict[str, Callable[[Value], Value]] = {
    "neg": operator.neg, "sin": Value.sin, "cos": Value.cos, "tanh": Value.tanh, "exp": Value.exp,
    "log": Value.log, "relu": Value.relu, "sqrt": Value.sqrt, "abs": abs,
}  # fmt: skip
FUNCTIONS = tuple(name for name in UNARY if name != "neg")
CONSTANTS = {"pi": math.pi, "e": math.e}


class ExpressionError(ValueError):
    """The text is no expression here; the message says what was given and what may be."""


class Expression:
    """An expression of named variables. Raises `ExpressionError` for a text that is none.

    names: every variable that may occur, in the order in which `value` and `gradient` take them.
    """

    def __init__(self, text: str, names: Sequence[str]) -> None:
        self.text = text.strip()
        self.names = tuple(names)
        self._program = tuple(_program(_parsed(self.text), self.text, self.names))

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, {list(self.names)!r})"

    def value(self, *variables: Any) -> Any:
        """Return the value: a float for floats, an array for arrays, a `Value` for `Value`s.

        Arrays broadcast. 1/0 is inf and log(-1) is NaN, without a warning.
        """
        if len(variables) != len(self.names):
            wanted = ", ".join(self.names)
            raise TypeError(f"give {len(self.names)} values, ({wanted}), not {len(variables)}")
        if any(isinstance(x, Value) for x in variables):
            out = self._run([x if isinstance(x, Value) else np.float64(x) for x in variables])
            return out if isinstance(out, Value) else Value(float(out))
        arrays = [np.asarray(x, np.float64) for x in variables]
        found = np.asarray(self._run(arrays), np.float64)
        shape = np.broadcast_shapes(*(x.shape for x in arrays))
        return float(found) if shape == () else np.broadcast_to(found, shape).copy()

    def gradient(self, *variables: float) -> Array:
        """Return the exact slope by each variable, by reverse mode. n floats -> (n,)."""
        leaves = [Value(float(x)) for x in variables]
        self.value(*leaves).backward()
        return np.array([leaf.grad for leaf in leaves])

    def _run(self, variables: Sequence[Any]) -> Any:
        """Run the program. A constant stays a number, also among `Value`s."""
        stack: list[Any] = []
        with np.errstate(all="ignore"):
            for kind, what in self._program:
                if kind == "name":
                    stack.append(variables[what])
                elif kind == "number":
                    stack.append(np.float64(what))
                elif what in BINARY:
                    right = stack.pop()
                    stack[-1] = BINARY[what](stack[-1], right)
                else:
                    functions = ON_VALUES if isinstance(stack[-1], Value) else UNARY
                    stack[-1] = functions[what](stack[-1])
        return stack.pop()


def _parsed(text: str) -> ast.expr:
    if not text:
        raise ExpressionError("there is no expression: type one, such as x*x + x")
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression has {len(text)} characters; {LONGEST} are the most")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python comments on the style of some mistakes
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise ExpressionError(f"{text!r} cannot be read{_where(error)}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError("there are too many brackets in brackets: take some out") from None


def _where(error: SyntaxError | ValueError) -> str:
    offset = getattr(error, "offset", None)
    hint = "write a product with `*`, as in 2*x, and close every bracket"
    return f" at character {offset}: {hint}" if offset else f": {hint}"


def _program(node: ast.expr, text: str, names: Sequence[str]) -> Iterator[Instruction]:
    """Yield the instructions for a part of the tree: what it needs first, then itself."""
    match node:
        case ast.Name(id=name) if name in names:
            yield "name", names.index(name)
        case ast.Name(id=name) if name in CONSTANTS:
            yield "number", CONSTANTS[name]
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            yield "number", _finite(number)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            yield from _program(operand, text, names)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            yield "number", -_finite(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _program(operand, text, names)
            yield "call", "neg"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            yield from _program(left, text, names)
            yield from _program(right, text, names)
            yield "call", OPERATORS[type(op)]
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            yield from _program(argument, text, names)
            yield "call", name
        case _:
            raise ExpressionError(_refusal(node, text, names))


def _finite(number: float) -> float:
    try:
        found = float(number)
    except OverflowError:
        found = math.inf
    if math.isinf(found):
        raise ExpressionError("a number in the expression is larger than any float, 1.8e308")
    return found


def _refusal(node: ast.expr, text: str, names: Sequence[str]) -> str:
    """Say which part is not allowed, and what is."""
    part = ast.get_source_segment(text, node) or ast.unparse(node)
    functions = ", ".join(FUNCTIONS)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        return f"{part!r}: a power is written `**` here, as in x**2"
    if isinstance(node, ast.Name):
        if node.id in FUNCTIONS:
            return f"{part!r} is a function: give it one argument, as in {part}({names[0]})"
        return f"there is no variable {part!r}: use {', '.join(names)}, or a number"
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if called in FUNCTIONS:
            return f"{part!r}: {called} takes one argument"
        return f"there is no function {called!r}: use {functions}"
    return f"{part!r} is not allowed: use {', '.join(names)}, numbers, + - * / **, and {functions}"
