"""Reproducibility: begin a lesson's run, recompute a ledger, find the first difference, look at the
machine.

Import from the modules: `start` begins a run, `replay` holds one against a ledger, `compare` finds
the first difference, `environment` and `findings` say what of the machine stands in the way.
"""

MOST_STEPS = 10_000_000
"""Steps of the longest run: minutes of the lightest lesson, and a gigabyte of ledger."""
