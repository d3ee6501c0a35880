"""The head of a script: what it is, how it is run, what it needs, what it cannot keep."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.lab.exporting.plan import Plan
from tutor.study.visible import visible

WIDTH = 96
OF_THIS_PYTHON = {
    "documents": "The text that it learns from is the documentation of the Python that runs it: "
    "another version has other digits.",
    "homes": "It asks about the functions of the Python that runs it: another version has others, "
    "and other digits.",
}
"""What is said where a function of `tutor.ml` looks at the interpreter itself."""
SPELLED = {"numpy": "NumPy", "torch": "PyTorch (torch)"}


def head(plan: Plan, reasons: Sequence[str]) -> str:
    """Return the head. reasons: why torch's digits may differ from NumPy's."""
    paragraphs = [_needed(plan), *_yours(plan), *_notes(plan)]
    if plan.translated:
        paragraphs.append(_translated(plan, reasons))
    command = f"    python {visible(shlex.quote(plan.name))}"
    blocks = [plan.kind.module.doc.strip(), _filled(_what(plan)), command]
    return "\n\n".join([*blocks, *map(_filled, paragraphs)]) + "\n"


def _what(plan: Plan) -> str:
    receipt = plan.receipt
    changes = f" and {_n(len(receipt.edits), 'change')} on the way" if receipt.edits else ""
    version = visible(str(receipt.facts.get("mlpath-tutor")))
    home, _, name = receipt.lesson.rpartition("/")
    what = f"the program {name}" if home == "program" else f"the lesson {receipt.lesson}"
    return (
        f"A run of {what}, as a script that stands alone: "
        f"seed {receipt.seed}, {_n(receipt.steps, 'step')}{changes}. mlpath-tutor {version} made "
        f"the run; its receipt has the digest {receipt.digest}. The comments are the program's "
        "own. To make the run again:"
    )


def _needed(plan: Plan) -> str:
    packages = _listed(["Python 3.11", *(SPELLED.get(need, need) for need in plan.needs)])
    files = f", and {_listed(plan.beside)} beside it" if plan.beside else ""
    return (
        f"It needs {packages}{files}. It prints every record, then the last one with its bits, and "
        "says whether the digits are the receipt's. Change a value and run it again: it names the "
        "first that are others."
    )


def _yours(plan: Plan) -> Iterator[str]:
    for driven in plan.receipt.drivers:
        unit = plan.keeping.driven.get(driven.method)
        if unit is not None and plan.keeping.kept.has(unit):
            yield f"`{driven.method}` is your own {driven.function}, version {driven.sha}."


def _notes(plan: Plan) -> Iterator[str]:
    texts = [value for value in plan.testimony.values.values() if isinstance(value, str)]
    files = [text for text in texts if text and Path(text).is_file()]
    yield from (f"It reads the file {visible(text)}." for text in files)
    for unit, method in plan.keeping.kept.items:
        if not method and unit.module.name.startswith("tutor.ml."):
            yield from (OF_THIS_PYTHON[name] for name in unit.names & OF_THIS_PYTHON.keys())


def _translated(plan: Plan, reasons: Sequence[str]) -> str:
    """Say which digits a translation does not keep, and why."""
    told = "The run was NumPy's; here its functions are torch's, in float64."
    if not plan.apart:
        return f"{told} It was tried, and every digit is the same."
    apart = [f"{name} at most {_n(ulps, 'ulp')}" for name, ulps in plan.apart.items()]
    others = [name for name in plan.testimony.columns if name not in plan.apart]
    kept = f" The same to the last digit: {_listed(others)}." if others else ""
    why = f" Torch {_listed(reasons)}." if reasons else ""
    return (
        f"{told} Not every digit can be kept. How far the numbers were from the receipt's where "
        f"this was written: {_listed(apart)} (an ulp is the distance from one number that a "
        f"computer has to the next).{kept}{why}"
    )


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def _n(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _listed(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
