"""The account of a run: for a person as text with a figure, for a program as one object."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping
from math import isfinite
from typing import Any

from tutor.cli.assignments import written
from tutor.draw.description import describe
from tutor.draw.figure import figure
from tutor.engine.dress import panels
from tutor.engine.panels import Curve
from tutor.engine.parameters import Value
from tutor.engine.receipt import Receipt, stop_to_json, to_json
from tutor.engine.run import Run
from tutor.study.catalog import Lesson

NARROWEST, WIDEST, HEIGHT = 40, 100, 18
LONGEST_LABEL = 20


def as_object(run: Run, receipt: Receipt) -> dict[str, Any]:
    """Return the run as JSON data; what is not finite is null."""
    series = {name: run.records[name].tolist() for name in run.columns}
    return {
        "lesson": receipt.lesson,
        "seed": receipt.seed,
        "params": dict(receipt.params),
        "edits": [{"step": e.step, "name": e.name, "value": e.value} for e in receipt.edits],
        "steps": receipt.steps,
        "stopped": stop_to_json(receipt.stopped),
        "final": {name: _finite(value) for name, value in receipt.final.items()},
        "series": {name: [_finite(value) for value in column] for name, column in series.items()},
        "digest": receipt.digest,
        "receipt": to_json(receipt),
    }


def as_text(run: Run, receipt: Receipt, lesson: Lesson, width: int, color: bool = False) -> str:
    """Return the run in words and numbers, with a figure, at most `width` columns wide."""
    width = min(max(width, NARROWEST), WIDEST)
    parameters = type(run.simulation).parameters()
    values = [f"{n} = {p.format(receipt.params[n])}{p.unit}" for n, p in parameters.items()]
    shown = panels(run)
    first = next((panel for panel in shown if isinstance(panel, Curve)), None)
    blocks = [
        [
            ("seed", str(receipt.seed)),
            ("parameters", ", ".join(values) or "none"),
            ("edits", "; ".join(f"{e.step}: {e}" for e in receipt.edits) or "none"),
            ("steps", str(receipt.steps)),
        ],
        [(panel.title, describe(panel)) for panel in shown if panel is not first],
        _end(receipt),
    ]
    label = 2 + max(len(name) for block in blocks for name, _ in block if len(name) < LONGEST_LABEL)
    texts = ["\n".join(_item(name, text, label, width) for name, text in b) for b in blocks]
    if first is not None:
        texts.insert(1, figure(first, width, HEIGHT, color).rstrip())
    return "\n\n".join([f"{lesson.title} ({lesson.id})", *filter(None, texts)])


def repetition(run: Run, receipt: Receipt, steps: int) -> str:
    """Return the command that makes this run again and saves it as a ledger."""
    words = ["mlpath-tutor", "run", receipt.lesson]
    if receipt.seed:
        words += ["--seed", str(receipt.seed)]
    parameters = type(run.simulation).parameters()
    for name, value in _changed(receipt.params, run).items():
        words += ["--set", f"{name}={written(parameters[name], value)}"]
    for edit in receipt.edits:
        value = written(parameters[edit.name], edit.value)
        words += ["--edit", f"{edit.step}:{edit.name}={value}"]
    return shlex.join([*words, "--steps", str(steps), "--ledger", f"{receipt.lesson}.jsonl"])


def _changed(values: Mapping[str, Value], run: Run) -> dict[str, Value]:
    parameters = type(run.simulation).parameters()
    return {name: value for name, value in values.items() if value != parameters[name].default}


def _end(receipt: Receipt) -> list[tuple[str, str]]:
    final = ", ".join(f"{name} = {value:.6g}" for name, value in receipt.final.items())
    items = [("final", final or "no number was recorded"), ("digest", receipt.digest)]
    if receipt.stopped is not None:
        stop = f"at step {receipt.stopped.step}: {receipt.stopped.reason}"
        items.insert(0, ("stopped", stop))
    return items


def _item(name: str, text: str, label: int, width: int) -> str:
    """A name and a text that stays in its own column."""
    head = f"{name}  ".ljust(label)
    return textwrap.fill(
        text, width, initial_indent=head, subsequent_indent=" " * label, break_on_hyphens=False
    )


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
