"""Questions that vary: the same thing asked with other numbers, so that nobody learns the number.

An author writes a quiz item with its numbers and may add a table `vary` beside them:

    [quiz.vary]
    ask = "A loss has curvatures 1, 4 and {k}. Below what step size does it settle?"
    answer = "2 / k"
    why = "2/{k} = {answer}: the steepest axis decides."
    values = { k = [25, 10, 40] }

The first showing has the written numbers, and one combination of the values must give them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

from tutor.study.arithmetic import FUNCTIONS, Uncomputable, evaluate
from tutor.study.tables import Table

PLACE = re.compile(r"\{(\w+)\}")
MOST_COMBINATIONS = 1000
KEYS = ("ask", "answer", "why", "values", "tol")


@dataclass(frozen=True)
class Variation:
    """How an item's numbers may change. ask, why: text with {name} where a number goes."""

    ask: str
    answer: str
    """Arithmetic in the names of `values`."""
    why: str
    values: Mapping[str, tuple[float, ...]]
    tol: float

    def draw(self, seed: str) -> dict[str, float]:
        """Return a value for each name, the same ones for the same seed."""
        random = Random(seed)
        return {name: random.choice(list_) for name, list_ in self.values.items()}

    def combinations(self) -> Iterator[dict[str, float]]:
        """Yield every way to choose the values."""
        for numbers in product(*self.values.values()):
            yield dict(zip(self.values, numbers, strict=True))


def in_numbers(text: str, values: Mapping[str, float]) -> str:
    """Return `text` with each {name} as its number."""
    return PLACE.sub(lambda place: plain_number(values[place[1]]), text)


def plain_number(value: float) -> str:
    """Return a number as one would write it: 25, 0.08, 1.2e-07."""
    return f"{value:.6g}"


def read_variation(item: Table, answer: float, tol: float) -> Variation:
    """Read and check the `vary` of a numeric item whose written answer is `answer` ± `tol`."""
    table = item.child("vary", KEYS)
    variation = Variation(
        ask=table.line("ask"),
        answer=table.line("answer"),
        why=table.line("why"),
        values=_values(table),
        tol=table.number("tol") if table.has("tol") else tol,
    )
    for name in variation.values:
        if name not in PLACE.findall(variation.ask):
            raise table.error(f"`ask` does not show {{{name}}}, so nobody could know its number")
    for key, text, more in (("ask", variation.ask, ()), ("why", variation.why, ("answer",))):
        for name in PLACE.findall(text):
            if name not in (*variation.values, *more):
                raise table.error(f"`{key}` shows {{{name}}}, which `values` does not have")
    results = [_result(table, variation, values) for values in variation.combinations()]
    if not any(math.isclose(result, answer, rel_tol=1e-9, abs_tol=tol) for result in results):
        raise table.error(
            f"no combination of `values` gives the written answer {plain_number(answer)}: "
            "let `values` hold the written numbers too"
        )
    return variation


def _values(table: Table) -> dict[str, tuple[float, ...]]:
    values: dict[str, tuple[float, ...]] = {}
    for name, numbers in table.table("values").items():
        if not name.isidentifier() or name in FUNCTIONS or name == "answer":
            raise table.error(f"`values.{name}` cannot be a variable's name; try a letter")
        if not isinstance(numbers, list) or len(numbers) < 2:
            raise table.error(f"`values.{name}` must be a list of two numbers or more")
        for number in numbers:
            whole = isinstance(number, int | float) and not isinstance(number, bool)
            if not whole or not math.isfinite(number):
                raise table.error(f"`values.{name}` holds {number!r}, which is no number")
        values[name] = tuple(map(float, numbers))
    if not values:
        raise table.error("`values` is missing: a list of numbers for each variable")
    if math.prod(map(len, values.values())) > MOST_COMBINATIONS:
        raise table.error(f"`values` can be combined in more than {MOST_COMBINATIONS} ways")
    return values


def _result(table: Table, variation: Variation, values: Mapping[str, float]) -> float:
    try:
        return evaluate(variation.answer, values)
    except Uncomputable as problem:
        numbers = ", ".join(f"{name} = {plain_number(value)}" for name, value in values.items())
        raise table.error(f"`answer`: {variation.answer!r} {problem} ({numbers})") from None
