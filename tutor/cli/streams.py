"""What is written where: data to stdout, everything else to stderr, one line a message."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from tutor.study.visible import visible

COMPLETE_VARIABLE = "_MLPATH_TUTOR_COMPLETE"
"""Set by the completion script: the shell asks what could come next, and stdout is its answer."""


class Unusable(Exception):
    """What was given cannot be used; the message says what was expected and what to do."""


def say(text: str) -> None:
    """Write `text` to stdout. Once nobody reads, the rest goes nowhere and the answer stands."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def wants_color() -> bool:
    """Say whether colour codes may go to stdout: it is a terminal, and NO_COLOR is not set."""
    shows = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return shows and not os.environ.get("NO_COLOR")


def note(text: str) -> None:
    """Write one line to stderr, under the program's name."""
    with suppress(OSError):
        sys.stderr.write(f"mlpath-tutor: {printable(text)}\n")


def printable(text: str) -> str:
    """Return `text` as one line without control characters: files may hold anything."""
    line = " ".join(part.strip() for part in text.splitlines())
    return visible(line)


def discard_output() -> None:
    """Send what is still to come on stdout nowhere, so that no flush at the end fails again."""
    with suppress(OSError, ValueError, AttributeError):  # no stdout, or one that is no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
