"""What the commands about trainings share: finding one, starting it, looking on."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from tutor.cli.streams import Unusable, note, printable, say

if TYPE_CHECKING:
    from tutor.engine.run_folder import Order, RunFolder
    from tutor.lab.detached.standing import Standing

DONE, NO, INTERRUPTED = 0, 1, 130
LONGEST_BEGINNING = 600.0
"""Seconds to wait for the first step: a large corpus takes its time to read."""
SILENCE = 2.0
"""Seconds of beginning before anything is said."""
GLANCE = 0.5
"""Seconds between two looks at a run on a terminal; elsewhere a line comes less often."""
SELDOM = 5.0


def run_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the trainings whose name begins like this, for the shell."""
    from tutor.lab.detached import runs

    return [name for name in runs.names() if name.startswith(incomplete)]


def trainable_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the lessons and programs whose name begins like this, for the shell."""
    from tutor.lab.detached.ordering import names

    return [name for name in names() if name.startswith(incomplete)]


def folder_called(name: str) -> RunFolder:
    """Return the folder of a training; one that is not there becomes one line."""
    from tutor.lab.detached import runs

    try:
        return runs.find(name)
    except runs.NoSuchRun as error:
        raise Unusable(str(error)) from error


def carry_on(folder: RunFolder, order: Order, detach: bool, new: bool = False) -> int:
    """Launch a training and look on until it ends, or not at all; return the exit code.

    new: its folder was made for it, and goes where nothing comes of it.
    """
    name = folder.path.name
    try:
        _begin(folder, order, new)
    except KeyboardInterrupt:
        return _leave(name)
    if folder.alive:
        note(f"{name} goes on without this terminal")
    if detach:
        note(f"look: mlpath-tutor attach {name}   end: mlpath-tutor stop {name}")
        return DONE
    return watch(folder)


def _begin(folder: RunFolder, order: Order, new: bool) -> None:
    """Launch a training and wait until it is under way; what it says first is said here, too."""
    from tutor.lab.detached import launching, runs

    said = folder.log.stat().st_size if folder.log.exists() else 0
    try:
        folder.write_order(order)
        process = launching.launch(folder, order)
        under_way = launching.await_begun(folder, process, SILENCE)
        if not under_way:
            note(f"{folder.path.name} begins …")
            under_way = launching.await_begun(folder, process, LONGEST_BEGINNING)
    except launching.NotBegun as error:
        if new and not folder.ledger.exists():
            runs.delete(folder)
        raise Unusable(str(error)) from error
    except OSError as error:
        if new:
            runs.delete(folder)
        raise Unusable(f"{folder.path}: {error.strerror or error}") from error
    for line in folder.log.read_bytes()[said:].decode(errors="replace").splitlines():
        note(line.partition("  ")[2] or line)
    if not under_way:
        note(f"{folder.path.name} has not made its first step yet; mlpath-tutor logs follows it")


def watch(folder: RunFolder) -> int:
    """Say how a training goes until it ends; return the exit code of how it ended."""
    from tutor.lab.detached.following import follow
    from tutor.lab.detached.standing import line

    name = folder.path.name
    live = sys.stdout is not None and sys.stdout.isatty()
    last, shown = None, ""
    try:
        for standing in follow(folder, GLANCE if live else SELDOM):
            last = standing
            if not standing.alive:
                break
            text = printable(line(standing))
            if text != shown:
                _show(text, live)
            shown = text
    except KeyboardInterrupt:
        if live:
            click.echo()
        return _leave(name)
    if live and shown:
        click.echo("\r\x1b[2K", nl=False)
    assert last is not None  # a last word comes in any case
    return end(last)


def _leave(name: str) -> int:
    note(
        f"{name} goes on without you. Look again: mlpath-tutor attach {name}. "
        f"End it: mlpath-tutor stop {name}"
    )
    return INTERRUPTED


def end(standing: Standing) -> int:
    """Say how a training ended; return the exit code for it."""
    from tutor.engine import run_status
    from tutor.lab.detached.standing import DIED, line

    status, name = standing.status, standing.name
    say(printable(f"{name}: {line(standing)}"))
    if status.said:
        note(status.said)
    if standing.state == DIED:
        note(f"go on from its checkpoint: mlpath-tutor resume {name}")
        return NO
    if status.state in (run_status.STOPPED, run_status.FAILED):
        note(f"go on: mlpath-tutor resume {name}")
    return DONE if status.state in (run_status.FINISHED, run_status.STOPPED) else NO


def _show(text: str, live: bool) -> None:
    """Write a status line: over the last one on a terminal, below it elsewhere."""
    if live:
        width = get_terminal_size().columns - 1
        click.echo(f"\r\x1b[2K{text[:width]}", nl=False)
    else:
        say(text)
