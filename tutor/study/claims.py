"""Claims: numbers in a lesson's text that its own simulation gives, so that a lint can check them.

The text stays plain Markdown; the claim stands in lesson.toml and quotes it:

    [[claim]]
    text = "50 steps reach {2.2e-9}"   # a piece of lesson.md, the number in braces
    set = { lr = 0.18 }                # the parameters that are not at their defaults
    steps = 50                         # how many steps the run has made by then
    column = "loss"                    # what of the record is meant, or a `probe` of the simulation

More, where it is needed: `index = 1` takes one element of an array; `over = { lr = 0.18 }` divides
by the same number of another run, given by what it sets differently, and by its `steps`;
`value = 60000` says the number where the text has it in words. Without `tol` the number must be
right in every digit that is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tutor.study.tables import Table

KEYS = ("text", "set", "steps", "column", "probe", "index", "over", "value", "tol")
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Claim:
    """One number and the run that gives it. text: the quotation, its white space single."""

    text: str
    set: Mapping[str, bool | int | float | str]
    steps: int
    column: str
    """A column of the record; empty where a probe is asked."""
    probe: str
    index: int | None
    over: Mapping[str, bool | int | float | str] | None
    """What the run in the denominator sets differently."""
    over_steps: int
    value: float
    tol: float


def read_claims(lesson: Table) -> tuple[Claim, ...]:
    """Read every `[[claim]]` of a lesson."""
    return tuple(map(_claim, lesson.tables("claim", KEYS, "")))


def _claim(table: Table) -> Claim:
    written = table.line("text")
    marked = BRACES.findall(written)
    if len(marked) > 1:
        raise table.error("`text` has more than one number in braces; write a claim for each")
    number = _decimal(marked[0] if marked else written)
    if number is None and not table.has("value"):
        raise table.error(f"`text` has no number in braces: {written!r}; add `value` for words")
    if table.has("column") == table.has("probe"):
        raise table.error("give `column` or `probe`: what of the run is the number?")
    steps = table.whole("steps", 0)
    over = dict(table.settings("over")) if table.has("over") else None
    over_steps = over.pop("steps", steps) if over is not None else steps
    if isinstance(over_steps, bool) or not isinstance(over_steps, int) or over_steps < 0:
        raise table.error(f"`over.steps` must be a whole number of at least 0, not {over_steps!r}")
    return Claim(
        text=BRACES.sub(r"\1", written),
        set=table.settings("set"),
        steps=steps,
        column=table.line("column") if table.has("column") else "",
        probe=table.line("probe") if table.has("probe") else "",
        index=table.whole("index", 0) if table.has("index") else None,
        over=over,
        over_steps=over_steps,
        value=table.number("value") if table.has("value") else float(number or 0),
        tol=table.number("tol") if table.has("tol") else _half_a_digit(number),
    )


def _decimal(text: str) -> Decimal | None:
    """Return the number as it is printed: 2.2e-9, −0.8, 69 000."""
    plain = text.replace("−", "-").replace("\N{NO-BREAK SPACE}", " ").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _half_a_digit(number: Decimal | None) -> float:
    """Return half of the last digit that is written; 0 where the text has words."""
    exponent = number.as_tuple().exponent if number is not None else None
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
