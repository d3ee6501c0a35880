"""Flipping every switch on this machine: each side is run twice in a process, then held together.

Sides that need the same variables share a process, since loading torch takes longer than the runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.engine.facts import SWITCHES as CODE_PATHS
from tutor.engine.facts import THREAD_VARIABLES
from tutor.engine.wire import Reader, WireError
from tutor.lab.determinism.change import Change, first_change
from tutor.lab.determinism.switches import SWITCHES, Side, Switch
from tutor.lab.environment import cores

PATIENCE = 180.0
"""Seconds for a process: a cold disk loads torch slowly, and a hung driver never does."""

Variables = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What a switch did here. Without `reason` both sides ran."""

    switch: Switch
    steps: int = 0
    change: Change | None = None
    """Between the two sides."""
    a_again: Change | None = None
    """Between two runs of side a, which nothing was changed for."""
    b_again: Change | None = None
    reason: str = ""
    """Why it cannot be shown here."""


Told = Callable[[Outcome], None]


async def demonstrate(told: Told, switches: Sequence[Switch] = SWITCHES) -> list[Outcome]:
    """Flip every switch; tell each outcome as soon as both sides have run. Cancelling ends all."""
    answers: dict[int, dict[str, Any]] = {}
    """What each side gave, by its identity."""
    outcomes: dict[str, Outcome] = {}

    def answered(side: Side, answer: dict[str, Any]) -> None:
        answers[id(side)] = answer
        for switch in switches:
            other = switch.b if side is switch.a else switch.a if side is switch.b else None
            if other is not None and id(other) in answers:
                outcomes[switch.name] = _outcome(switch, answers)
                told(outcomes[switch.name])

    groups: dict[Variables, list[Side]] = {}
    for switch in switches:
        for side in (switch.a, switch.b):
            groups.setdefault(frozenset(side.variables.items()), []).append(side)
    room = asyncio.Semaphore(cores())
    async with asyncio.TaskGroup() as tasks:
        for variables, sides in groups.items():
            tasks.create_task(_ask(dict(variables), sides, answered, room))
    return [outcomes[switch.name] for switch in switches]


def _outcome(switch: Switch, answers: dict[int, dict[str, Any]]) -> Outcome:
    a, b = answers[id(switch.a)], answers[id(switch.b)]
    reason = a.get("cannot") or b.get("cannot")
    if reason:
        return Outcome(switch, reason=reason)
    return Outcome(
        switch,
        len(a["watched"]),
        first_change(a["watched"], b["watched"]),
        first_change(a["watched"], a["again"]),
        first_change(b["watched"], b["again"]),
    )


async def _ask(
    variables: dict[str, str],
    sides: list[Side],
    answered: Callable[[Side, dict[str, Any]], None],
    room: asyncio.Semaphore,
) -> None:
    """Have one process make the runs of `sides`; where it dies, the rest say so."""
    waiting, fate = list(sides), f"it did not answer within {PATIENCE:g} seconds"
    process: asyncio.subprocess.Process | None = None
    async with room:
        try:
            process = await _start(variables)
            async with asyncio.timeout(PATIENCE):
                async for answer in _answers(process, sides):
                    answered(waiting.pop(0), answer)
                fate = f"its process ended with code {await process.wait()}"
        except TimeoutError:
            pass
        except WireError as error:
            fate = f"its process talks nonsense: {error}"
        except OSError as error:  # no room for another process
            fate = f"its process cannot be started: {error}"
        finally:
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()
    for side in waiting:
        answered(side, {"cannot": fate})


async def _start(variables: dict[str, str]) -> asyncio.subprocess.Process:
    """Start a child without the learner's own switches: what is shown is the flip alone."""
    cleared = {*CODE_PATHS, *THREAD_VARIABLES, "PYTHONHASHSEED"}
    environment = {name: value for name, value in os.environ.items() if name not in cleared}
    environment |= {"OPENBLAS_NUM_THREADS": "1", **variables}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "tutor.lab.determinism.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        start_new_session=True,  # signals for the terminal's group are not for it
    )


async def _answers(process: asyncio.subprocess.Process, sides: Iterable[Side]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    orders = [
        {"run": side.run, "settings": dict(side.settings), "tries": side.tries} for side in sides
    ]
    process.stdin.write(json.dumps(orders).encode())
    process.stdin.close()
    reader = Reader()
    while data := await process.stdout.read(1 << 16):
        for answer in reader.feed(data):
            yield answer
