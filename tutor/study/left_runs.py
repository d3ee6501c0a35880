"""Runs that were left: one small file a lesson, from which its run can be made again.

A run is a seed, its first values and its edits, so nothing else has to be kept. What cannot be read
or no longer fits the lesson is as good as absent: the lesson then begins at its first step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tutor.engine.edits import Edit
from tutor.engine.files import write_whole
from tutor.engine.frame import Frame
from tutor.engine.parameters import Value
from tutor.study.lesson import Lesson

FOLDER = "runs"


@dataclass(frozen=True)
class LeftRun:
    """Where a run stood. code: the version of the simulation that it was a run of."""

    code: str
    seed: int
    initial: Mapping[str, Value]
    edits: Sequence[Edit]
    step: int


def keep(folder: Path, lesson: Lesson, frame: Frame) -> None:
    """Write down where a run stands; a folder that cannot be written costs the run, no more."""
    run = LeftRun(lesson.code, frame.seed, frame.initial, list(frame.edits), frame.step)
    path = _file(folder, lesson.id)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [json.dumps(asdict(run))])


def left_run(folder: Path, lesson: Lesson) -> LeftRun | None:
    """Return where the run of a lesson was left; None if there is none for its present code."""
    try:
        run = _read(json.loads(_file(folder, lesson.id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return run if run.code == lesson.code else None


def forget(folder: Path, lesson_id: str) -> None:
    """Have a lesson begin at its first step."""
    with suppress(OSError):
        _file(folder, lesson_id).unlink(missing_ok=True)


def _read(content: Any) -> LeftRun:
    """Return the run a file describes; raise one of several errors where it describes none."""
    edits = [Edit(int(e["step"]), str(e["name"]), _value(e["value"])) for e in content["edits"]]
    initial = {str(name): _value(value) for name, value in content["initial"].items()}
    return LeftRun(
        str(content["code"]), int(content["seed"]), initial, edits, max(1, int(content["step"]))
    )


def _value(value: Any) -> Value:
    if not isinstance(value, bool | int | float | str):
        raise TypeError(f"{value!r} is no parameter's value")
    return value


def _file(folder: Path, lesson_id: str) -> Path:
    return folder / FOLDER / f"{lesson_id.replace('/', '-')}.json"
