"""What to train: a lesson or a program by name, or a TOML file that says it all.

program = "gpt"
steps = 5000

[set]
n_layers = 6
corpus = "input.txt"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli

from tutor.engine.parameters import Parameter, Value
from tutor.engine.receipt import Source
from tutor.engine.run_folder import Order
from tutor.lab import MOST_SEED, MOST_STEPS, programs
from tutor.study import catalog
from tutor.study.driving import source_of

STEPS = 2000


class NoOrder(ValueError):
    """What was asked for cannot be trained; the message says what is wrong with it."""


@dataclass(frozen=True)
class Wanted:
    """What a configuration asks for; what it leaves out is as on the command line."""

    name: str
    """The lesson or program."""
    seed: int = 0
    steps: int = STEPS
    device: str = ""
    nproc: int = 1
    every: float = 30.0
    tensorboard: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


_KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "lesson": ((str,), "the id of a lesson"),
    "program": ((str,), "the name of a program"),
    "seed": ((int,), f"a whole number from 0 to {MOST_SEED}"),
    "steps": ((int,), f"a whole number from 1 to {MOST_STEPS}"),
    "device": ((str,), "auto, cpu, cuda or mps"),
    "nproc": ((int,), "a whole number of processes from 1"),
    "every": ((int, float), "seconds between checkpoints, above 0"),
    "tensorboard": ((str,), "a folder"),
    "set": ((dict,), "a table of parameters"),
}
_RANGES: dict[str, tuple[float, float]] = {
    "seed": (0, MOST_SEED),
    "steps": (1, MOST_STEPS),
    "nproc": (1, 1024),
    "every": (1e-3, 1e9),
}


def names() -> list[str]:
    """Return what can be trained: programs, and the lessons."""
    return [*programs.names(), *(lesson.id for lesson in catalog.lessons())]


def source_called(name: str) -> Source:
    """Return where a lesson's or a program's simulation comes from; raise `NoOrder`."""
    if name.removeprefix(f"{programs.HOME}/") in programs.names():
        return programs.program(name)
    try:
        return source_of(catalog.find(name))
    except catalog.LessonError as error:
        raise NoOrder(str(error)) from error
    except catalog.UnknownLesson as error:
        near = get_close_matches(name, names(), n=1, cutoff=0.4)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise NoOrder(
            f"there is no lesson or program called {name!r}, and no file.{guess} "
            f"Programs: {', '.join(programs.names())}; `mlpath-tutor list` names the lessons"
        ) from error


def read_config(path: Path) -> Wanted:
    """Read a configuration; raise `NoOrder` naming the key."""
    try:
        content = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoOrder(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise NoOrder(f"{path}: byte {error.start} is not UTF-8 text") from error
    except tomli.TOMLDecodeError as error:
        raise NoOrder(f"{path} is not TOML: {error}") from error
    for key, value in content.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            raise NoOrder(f"{path}: unknown key {key!r}.{guess} Keys: {', '.join(_KEYS)}")
        kinds, expected = _KEYS[key]
        low, high = _RANGES.get(key, (0.0, 0.0))
        fits = isinstance(value, kinds) and not isinstance(value, bool)
        if not fits or (key in _RANGES and not low <= value <= high):
            raise NoOrder(f"{path}: {key} is {value!r}; expected {expected}")
    if ("lesson" in content) == ("program" in content):
        raise NoOrder(f'{path}: give one of lesson = "…" and program = "…"')
    known = {k: v for k, v in content.items() if k not in ("lesson", "program", "set")}
    return Wanted(
        name=content.get("lesson") or content["program"],
        values=content.get("set", {}),
        **known,
    )


def checked(
    parameters: Mapping[str, Parameter[Any]], values: Mapping[str, Any], where: str
) -> dict[str, Value]:
    """Return a table's values by the parameters' own rules; raise `NoOrder`."""
    found: dict[str, Value] = {}
    for name, value in values.items():
        if name not in parameters:
            near = get_close_matches(name, parameters, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            known = ", ".join(parameters) or "none"
            raise NoOrder(f"{where}: there is no parameter {name!r}.{guess} Parameters: {known}")
        try:
            found[name] = parameters[name].check(value)
        except (ValueError, TypeError) as error:
            raise NoOrder(f"{where}: {error}") from error
    return found


def placed(parameters: Mapping[str, Parameter[Any]], device: str) -> dict[str, Value]:
    """Return what `--device` sets; raise `NoOrder` where the simulation knows no such device."""
    if not device:
        return {}
    if "device" in parameters:
        return checked(parameters, {"device": device}, "--device")
    if device in ("auto", "cpu"):
        return {}
    raise NoOrder(
        f"--device {device}: this one computes on the CPU only; programs such as "
        f"{programs.names()[0]} have a device"
    )


def order(
    source: Source,
    wanted: Wanted,
    values: Mapping[str, Value],
    launch: Sequence[str] = (),
    **given: int | float | str | None,
) -> Order:
    """Return the order for a training: what is `given` counts before what is `wanted`.

    Raises `NoOrder` for a number out of range.
    """
    chosen: dict[str, Any] = {key: getattr(wanted, key) if value in (None, "") else value
              for key, value in given.items()}  # fmt: skip
    for key, (low, high) in _RANGES.items():
        if not low <= chosen[key] <= high:
            raise NoOrder(f"--{key} {chosen[key]}: give {_KEYS[key][1]}")
    if chosen["tensorboard"]:
        chosen["tensorboard"] = str(Path(chosen["tensorboard"]).expanduser().absolute())
    return Order(
        source=source,
        values=values,
        launch=tuple(launch),
        home=str(Path.cwd()),
        begun=datetime.now().astimezone().isoformat(timespec="seconds"),
        **chosen,
    )
