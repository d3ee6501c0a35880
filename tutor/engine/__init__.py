"""The core engine: a simulation is parameters, a step, and a view; a run of one repeats bit for
bit.

The names below are loaded when they are first used, so that starting a worker costs the app no
import of NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.engine.edits import Edit
    from tutor.engine.panels import (
        Band,
        Bars,
        Curve,
        Field,
        Graph,
        Heat,
        Node,
        Panel,
        Picture,
        Scatter,
        Series,
        Table,
        Text,
        Tokens,
    )
    from tutor.engine.parameters import Choice, Flag, Float, Int, Line, Parameter, Value
    from tutor.engine.record import Record, RecordError
    from tutor.engine.run import Run, Unrepeatable
    from tutor.engine.simulation import CannotStep, Simulation
    from tutor.engine.snapshot import UnsavableState
    from tutor.engine.stops import Stop
    from tutor.engine.trace import Trace

_HOMES = {
    "edits": ["Edit"],
    "panels": [
        "Band", "Bars", "Curve", "Field", "Graph", "Heat", "Node", "Panel", "Picture", "Scatter",
        "Series", "Table", "Text", "Tokens",
    ],
    "parameters": ["Choice", "Flag", "Float", "Int", "Line", "Parameter", "Value"],
    "run": ["Run", "Unrepeatable"],
    "record": ["Record", "RecordError"],
    "stops": ["Stop"],
    "simulation": ["CannotStep", "Simulation"],
    "snapshot": ["UnsavableState"],
    "trace": ["Trace"],
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # the same names, for `from tutor.engine import *` and for readers
    *_HOME
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
