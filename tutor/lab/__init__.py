"""The laboratory: repeat a run, compare it, replicate a paper, train apart from the terminal.

Import from the modules. `start` begins a run, `replay` holds one against a ledger, `compare` finds
the first difference, `tracing` its tensor and element, `seeds` how far chance reaches,
`determinism` what else changes digits. `papers` measures published numbers again, `exporting`
writes a run as a script, `detached` looks after trainings, `programs` are what can be trained
beside the lessons. `environment` and `findings` say what of the machine stands in the way. For a
script of your own: `from tutor.lab import record`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.lab.recording.recorder import record as record

MOST_STEPS = 10_000_000
"""Steps of the longest run: minutes of the lightest lesson, and a gigabyte of ledger."""
MOST_SEED = 2**63 - 1


def __getattr__(name: str) -> Any:
    if name != "record":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # only who records loads the recorder

    return import_module("tutor.lab.recording.recorder").record
