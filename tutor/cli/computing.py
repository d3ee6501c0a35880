"""Running a lesson's code for a command, and telling a person who waits how far it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from time import monotonic

import click

from tutor.cli.streams import Unusable
from tutor.engine.run import Run
from tutor.engine.snapshot import UnsavableState
from tutor.lab.start import CannotRun

SLICE = 0.1
"""Seconds of stepping between two looks at the clock."""
SILENCE = 1.0
"""Seconds before anything is said."""


@contextmanager
def computing() -> Iterator[None]:
    """Run a lesson's code: its prints go to stderr, and what it cannot do is one line."""
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (CannotRun, UnsavableState) as error:
        raise Unusable(str(error)) from error


def advance(run: Run, steps: int) -> None:
    """Advance `run` to `steps`, or to where it stops."""
    begun, batch, told = monotonic(), 1, False
    tell = sys.stderr is not None and sys.stderr.isatty()
    try:
        while run.step < steps and run.stopped is None:
            start = monotonic()
            run.advance(min(batch, steps - run.step))
            now = monotonic()
            batch = 2 * batch if now - start < SLICE else batch
            if tell and now - begun > SILENCE:
                click.echo(f"\r{run.step} of {steps} steps", err=True, nl=False)
                told = True
    finally:
        if told:
            click.echo(err=True)
