"""The receipt: a small JSON object from which a run can be repeated, and against which it can be
held.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from tutor.engine import chain
from tutor.engine.driving import Driver
from tutor.engine.edits import Edit
from tutor.engine.facts import Facts, facts
from tutor.engine.parameters import Value
from tutor.engine.run import Run
from tutor.engine.stops import Stop

FORMAT = "mlpath-tutor receipt 1"


class NoReceipt(ValueError):
    """The text is no receipt: the message says what is missing or wrong."""


@dataclass(frozen=True)
class Source:
    """Where a simulation came from: lesson, hash of its code, file, and the class in it."""

    lesson: str
    code: str
    path: str
    name: str
    drivers: tuple[Driver, ...] = ()
    """The learner's own functions that take the place of methods."""


@dataclass(frozen=True)
class Driven:
    """What a receipt keeps of a driver: which source it was, not the source itself."""

    method: str
    function: str
    sha: str


@dataclass(frozen=True)
class Receipt:
    """What was run, how it ended, and where. `final` holds the last record's numbers."""

    lesson: str
    code: str
    seed: int
    params: Mapping[str, Value]
    edits: tuple[Edit, ...]
    steps: int
    stopped: Stop | None
    final: Mapping[str, float]
    digest: str
    facts: Facts
    intact: bool = True
    """False when the text was changed after it was written: its seal does not fit."""
    drivers: tuple[Driven, ...] = ()
    """Whose code ran in the place of which methods; empty for the reference alone."""


def receipt_of(run: Run, source: Source) -> Receipt:
    """Write down a run as it stands at its present step."""
    return Receipt(
        lesson=source.lesson,
        code=source.code,
        seed=run.seed,
        params=dict(run.initial),
        edits=tuple(edit for edit in run.edits if edit.step < run.step),
        steps=run.step,
        stopped=run.stopped,
        final=run.row(run.step - 1) if run.step else {},
        digest=run.digest(),
        facts=facts(),
        drivers=tuple(Driven(d.method, d.function, d.sha) for d in source.drivers),
    )


def to_json(receipt: Receipt) -> dict[str, Any]:
    """Return the receipt as a JSON object, sealed.

    The record's numbers are float hex, so no bit is lost.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "lesson": receipt.lesson,
        "code": receipt.code,
        "seed": receipt.seed,
        "params": dict(receipt.params),
        "edits": [{"step": e.step, "name": e.name, "value": e.value} for e in receipt.edits],
        "steps": receipt.steps,
        "stopped": stop_to_json(receipt.stopped),
        "final": {name: to_hex(value) for name, value in receipt.final.items()},
        "digest": receipt.digest,
        "facts": dict(receipt.facts),
    }
    if receipt.drivers:
        content["drivers"] = [asdict(driven) for driven in receipt.drivers]
    return {**content, "seal": _seal(content)}


def from_json(content: Any) -> Receipt:
    """Read a receipt; raise `NoReceipt` when it is none. A broken seal is noted in `intact`."""
    if not isinstance(content, dict):
        raise NoReceipt(f"a receipt is a JSON object, and this is a {type(content).__name__}")
    if content.get("format") != FORMAT:
        raise NoReceipt(f'its "format" is {content.get("format")!r}, expected {FORMAT!r}')
    sealed = {key: value for key, value in content.items() if key != "seal"}
    try:
        stopped = content["stopped"]
        receipt = Receipt(
            lesson=_typed(content, "lesson", str),
            code=_typed(content, "code", str),
            seed=_typed(content, "seed", int),
            params={name: _value(name, v) for name, v in _typed(content, "params", dict).items()},
            edits=tuple(_edit(edit) for edit in content["edits"]),
            steps=_typed(content, "steps", int),
            stopped=None
            if stopped is None
            else Stop(_typed(stopped, "step", int), _typed(stopped, "reason", str)),
            final={name: float.fromhex(text) for name, text in content["final"].items()},
            digest=_typed(content, "digest", str),
            facts=_typed(content, "facts", dict),
            drivers=tuple(map(_driven, content.get("drivers", []))),
        )
    except KeyError as error:
        raise NoReceipt(f"it has no {error.args[0]!r}") from error
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        raise NoReceipt(f"it has a value of the wrong kind: {error}") from error
    return replace(receipt, intact=content.get("seal") == _seal(sealed))


def stop_to_json(stop: Stop | None) -> dict[str, Any] | None:
    """Return why a run stopped as JSON, or None."""
    return None if stop is None else {"step": stop.step, "reason": stop.reason}


def to_hex(value: float) -> str:
    """Return a float in hex without the mantissa's trailing zeros: 5.0 is 0x1.4p+2."""
    head, dot, tail = value.hex().partition(".")
    if not dot:
        return head
    mantissa, _, exponent = tail.partition("p")
    mantissa = mantissa.rstrip("0")
    return f"{head}.{mantissa}p{exponent}" if mantissa else f"{head}p{exponent}"


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return chain.digest(text.encode()).hex()


def _driven(content: Mapping[str, Any]) -> Driven:
    method, function, sha = (_typed(content, key, str) for key in ("method", "function", "sha"))
    return Driven(method, function, sha)


def _edit(content: Mapping[str, Any]) -> Edit:
    name = _typed(content, "name", str)
    return Edit(_typed(content, "step", int), name, _value(name, content["value"]))


def _value(name: str, value: Any) -> Value:
    if not isinstance(value, bool | int | float | str):
        raise TypeError(f"{name!r} is a {type(value).__name__}, expected a parameter's value")
    return value


def _typed(content: Mapping[str, Any], key: str, kind: type) -> Any:
    value = content[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{key!r} is {value!r}, expected {kind.__name__}")
    return value
