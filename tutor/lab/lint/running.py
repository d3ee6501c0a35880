"""Running rules: what the simulation does by itself, from its defaults."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from tutor.engine.dress import panels
from tutor.engine.run import Run
from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding

MANY = 10_000
AT_A_TIME = 20
ENOUGH = 3.0
"""Seconds after which a simulation whose steps are dear has run far enough for the lint."""
PROMPT = 0.2
"""Seconds in which the first frame should be there."""


def stays_finite(draft: Draft) -> Iterator[Finding]:
    """10 000 steps of the defaults stay finite, or end in a break that `explain` declares.

    Of a simulation that trains, as many as a few seconds hold.
    """
    if draft.kind is None:
        return
    run, begun = Run(draft.kind), perf_counter()
    while len(run.records) < MANY and not run.stopped and perf_counter() - begun < ENOUGH:
        run.advance(AT_A_TIME)
    stop = run.stopped
    if stop is None or run.simulation.explain(run.records):
        return
    what = (
        f"with the defaults the run stops at step {stop.step}: {stop.reason}. Keep {MANY} steps "
        "finite, or let `explain` say why it breaks"
    )
    yield draft.in_file("sim.py", what)


def first_frame_is_prompt(draft: Draft) -> Iterator[Finding]:
    """The first frame is there within 200 ms; a slow machine is worth no more than a note."""
    if draft.kind is None:
        return
    begun = perf_counter()
    run = Run(draft.kind)
    run.advance(1)
    list(panels(run))
    seconds = perf_counter() - begun
    if seconds > PROMPT:
        what = f"the first frame took {1000 * seconds:.0f} ms here; let `reset` and `view` do less"
        yield draft.in_file("sim.py", what, note=True)
