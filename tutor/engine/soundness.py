"""The check behind the promise: rewinding to any step and going on equals never having rewound.

A simulation that keeps state where no snapshot reaches it (a module's global, a closure, a file, a
generator of its own making) looks right until the learner steps back. This finds it out beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tutor.engine.encoding import encode
from tutor.engine.parameters import Value
from tutor.engine.run import Run, Unrepeatable
from tutor.engine.simulation import Simulation
from tutor.engine.snapshot import take


class Unsound(AssertionError):
    """The simulation does not repeat; the message says where it was found out."""


def check(
    kind: type[Simulation],
    values: Mapping[str, Value] | None = None,
    steps: int = 40,
    seed: int = 0,
) -> None:
    """Run `kind` twice from the start and once from every step; raise `Unsound` at a difference.

    Every bit counts: the numbers, the arrays of the record, the state, and that the view leaves it
    be.
    """
    name = kind.__name__
    straight = Run(kind, seed, values)
    arrays = []
    for _ in range(steps):
        _advance(straight, 1)
        take(straight.simulation)  # keyframes come seldom, and each state must be one
        arrays.append(_arrays(straight))
    again = Run(kind, seed, values)
    _advance(again, steps)
    _require(again.digest() == straight.digest(), f"two runs of {name} with one seed differ")
    for step in range(len(straight) + 1):
        try:
            again.seek(step)
            if step:
                _require(
                    _arrays(again) == arrays[step - 1], f"{name}'s arrays differ at step {step}"
                )
            _look(again, name)
            again.advance(steps - step)
        except Unrepeatable as error:
            raise Unsound(f"after a rewind to step {step}: {error}") from error
        _require(
            again.digest() == straight.digest(), f"{name} differs after a rewind to step {step}"
        )


def _advance(run: Run, steps: int) -> None:
    try:
        run.advance(steps)
    except Unrepeatable as error:  # a step that fails makes the run live the ones before it again
        raise Unsound(str(error)) from error


def _look(run: Run, name: str) -> None:
    """Draw once, and hold the state before against the state after."""
    if not len(run.trace):
        return
    before = encode(run.simulation.__dict__)
    list(run.simulation.view(run.trace))
    _require(encode(run.simulation.__dict__) == before, f"{name}.view changes the state")


def _arrays(run: Run) -> bytes:
    """The arrays of the newest record, as bytes."""
    records = run.records
    last = [np.asarray(records.last(n)) for n in run.array_names] if len(records) else []
    return encode(last)


def _require(condition: bool, complaint: str) -> None:
    if not condition:
        raise Unsound(complaint)
