"""Reproducibility: begin a lesson's run, recompute a ledger, find the first difference, look at the
machine.

Import from the modules: `start` begins a run, `replay` holds one against a ledger, `compare` finds
the first difference, `tracing` finds the tensor and the element, `environment` and `findings` say
what of the machine stands in the way. For a script of your own: `from tutor.lab import record`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.lab.recording.recorder import record as record

MOST_STEPS = 10_000_000
"""Steps of the longest run: minutes of the lightest lesson, and a gigabyte of ledger."""


def __getattr__(name: str) -> Any:
    if name != "record":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # only who records loads the recorder

    return import_module("tutor.lab.recording.recorder").record
