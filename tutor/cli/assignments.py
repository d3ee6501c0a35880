"""Reading `--set name=value` and `--edit STEP:name=value` by the parameters' own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from tutor.cli.streams import Unusable
from tutor.engine.edits import Edit
from tutor.engine.parameters import Parameter, Value

Parameters = Mapping[str, Parameter[Any]]

SET_FORM = "NAME=VALUE, as in --set lr=0.1"
EDIT_FORM = "STEP:NAME=VALUE, as in --edit 50:lr=0.1"


def read_settings(parameters: Parameters, texts: Sequence[str]) -> dict[str, Value]:
    """Return the values that were set; the last word on a name counts."""
    return dict(_assignment(parameters, text, f"--set {text}") for text in texts)


def read_edits(parameters: Parameters, texts: Sequence[str], steps: int) -> list[Edit]:
    """Return the edits of a run of `steps` steps."""
    return [_edit(parameters, text, steps) for text in texts]


def written(parameter: Parameter[Any], value: Value) -> str:
    """Return the text that reads back as `value` to the last bit."""
    return repr(value) if isinstance(value, float) else str(parameter.format(value))


def _edit(parameters: Parameters, text: str, steps: int) -> Edit:
    given = f"--edit {text}"
    when, colon, assignment = text.partition(":")
    if not (colon and when.strip().isascii() and when.strip().isdigit()):
        raise Unusable(f"{given}: expected {EDIT_FORM}")
    name, value = _assignment(parameters, assignment, given)
    if parameters[name].resets:
        raise Unusable(
            f"{given}: {name} shapes the first state, so it takes a new run: "
            f"use --set {name}={written(parameters[name], value)}"
        )
    if len(when.strip()) > 15 or int(when) >= steps:
        raise Unusable(
            f"{given}: this run has steps 0 to {steps - 1}; edit earlier, or take more --steps"
        )
    return Edit(int(when), name, value)


def _assignment(parameters: Parameters, text: str, given: str) -> tuple[str, Value]:
    name, equals, value = text.partition("=")
    name = name.strip()
    if not (equals and name):
        form = EDIT_FORM if given.startswith("--edit") else SET_FORM
        raise Unusable(f"{given}: expected {form}")
    if name not in parameters:
        near = get_close_matches(name, parameters, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        known = ", ".join(parameters) or "none"
        raise Unusable(f"{given}: there is no parameter {name!r}.{guess} Parameters: {known}")
    try:
        return name, parameters[name].parse(value)
    except ValueError as error:
        raise Unusable(f"{given}: {error}") from error
