"""The golden cases of an exercise as a plain test, which needs pytest and NumPy and no tutor."""

from __future__ import annotations

import ast
from typing import Any

from tutor.study.exercises import Case, Exercise
from tutor.study.grading.cases import is_array
from tutor.study.spans import Source

HEAD = '"""Golden values for {package}/{module}.py."""\n\nimport numpy as np\n\nfrom {package} import {module}\n'  # noqa: E501


def head(exercise: Exercise, package: str) -> str:
    """Return how the file of an exercise's module begins."""
    return HEAD.format(package=package, module=exercise.module)


def test_name(exercise: Exercise) -> str:
    """Return the name of an exercise's test."""
    return f"test_{exercise.function}"


def test_text(exercise: Exercise) -> str:
    """Return the test: one call a case."""
    lines = [f"def {test_name(exercise)}():"]
    for case in exercise.cases:
        lines += ["    " + line for line in _case(exercise, case)]
    return "\n".join(lines)


def helpers(exercise: Exercise, laws: Source) -> dict[str, str]:
    """Return the definitions of laws.py that the cases name by "@", and what those need."""
    defined, found = laws.names(), {}
    wanted = [name for case in exercise.cases for name in _named([*case.args, case.want])]
    wanted += [exercise.through] if exercise.through else []
    while wanted:
        name = wanted.pop()
        if name in defined and name not in found and name != "np":
            node = defined[name]
            found[name] = laws.text_of(node)
            wanted += [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    in_order = sorted(found, key=lambda name: defined[name].lineno)
    return {name: found[name] for name in in_order}


def written(value: Any) -> str:
    """Return the Python text of a value as it stands in a lesson's TOML."""
    if isinstance(value, str):
        return value[1:] if value.startswith("@") else repr(value)
    if isinstance(value, list):
        return f"np.array({value!r})" if is_array(value) else f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        if list(value) == ["list"]:
            return repr(value["list"])
        if list(value) == ["tuple"]:
            return f"({''.join(f'{written(item)}, ' for item in value['tuple'])})"
        if list(value) == ["tensor"]:
            return f"torch.from_numpy(np.array({value['tensor']!r}))"
        return "{" + ", ".join(f"{k!r}: {written(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _case(exercise: Exercise, case: Case) -> list[str]:
    name, args = f"{exercise.module}.{exercise.function}", list(map(written, case.args))
    if exercise.through:
        name, args = exercise.through, [name, *args]
    call = f"{name}({', '.join(args)})"
    lines = ["import torch", ""] if "torch." in call + written(case.want) else []
    return [*lines, f"result = {call}", *_claims("result", case.want, case.tol)]


def _claims(name: str, want: Any, tol: float) -> list[str]:
    parts = want.get("tuple") if isinstance(want, dict) else None
    if parts is None and isinstance(want, list) and not is_array(want):
        parts = want
    if parts is not None:
        claims = (_claims(f"{name}[{n}]", part, tol) for n, part in enumerate(parts))
        return [line for lines in claims for line in lines]
    number = isinstance(want, int | float) and not isinstance(want, bool)
    if number or isinstance(want, list) or (isinstance(want, dict) and "tensor" in want):
        return [f"np.testing.assert_allclose({name}, {written(want)}, rtol=0, atol={tol!r})"]
    return [f"assert {name} == {written(want)}"]


def _named(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value[1:]] if value.startswith("@") else []
    items = value.values() if isinstance(value, dict) else value
    return [n for item in items for n in _named(item)] if isinstance(value, list | dict) else []
