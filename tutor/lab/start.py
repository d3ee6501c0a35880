"""Beginning a lesson's run outside the app: its simulation loaded, one thread, one seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tutor.engine.edits import Edit
from tutor.engine.facts import use_one_thread
from tutor.engine.parameters import Value
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.simulation import Simulation
from tutor.engine.source import NoSimulation, load


class CannotRun(RuntimeError):
    """The simulation cannot be loaded or begun; the message says why."""


def simulation_of(source: Source) -> type[Simulation]:
    """Load a simulation to compute with one thread; raise `CannotRun`."""
    try:
        kind = load(source)
    except NoSimulation as error:
        raise CannotRun(str(error)) from error
    use_one_thread()  # again: torch may have come with the lesson
    return kind


def begin(
    kind: type[Simulation], seed: int, values: Mapping[str, Value], edits: Iterable[Edit]
) -> Run:
    """Begin a run; raise `CannotRun`."""
    try:
        return Run(kind, seed, values, edits)
    except ValueError as error:
        raise CannotRun(f"{kind.__name__} cannot begin: {error}") from error
    except Exception as error:  # a lesson's own code may raise anything
        said = f"{type(error).__name__}: {error}"
        raise CannotRun(f"{kind.__name__} cannot begin: {said}") from error
